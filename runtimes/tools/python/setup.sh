#!/bin/sh
set -eu
apt-install python3 python3-pip python3-venv
ln -sf python3 /usr/bin/python
