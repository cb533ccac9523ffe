#!/bin/sh
set -eu
apt-install xvfb openbox x11vnc novnc websockify xdotool scrot x11-utils fonts-dejavu-core
ln -sf vnc.html /usr/share/novnc/index.html
