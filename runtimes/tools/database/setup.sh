#!/bin/sh
set -eu
apt-install postgresql-client
