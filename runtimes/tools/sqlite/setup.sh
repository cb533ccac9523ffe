#!/bin/sh
set -eu
apt-install sqlite3
