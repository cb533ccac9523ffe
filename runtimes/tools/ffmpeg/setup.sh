#!/bin/sh
set -eu
apt-install ffmpeg
