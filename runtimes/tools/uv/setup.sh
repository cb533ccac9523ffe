#!/bin/sh
set -eu
pip install --quiet uv==0.9.9
uv --version
