#!/bin/sh
set -eu
apt-install curl jq
