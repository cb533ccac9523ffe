#!/bin/sh
# The packages that clawden.yaml names, as root while the image is being built. The names were checked; none holds a blank or a wildcard.
set -euf
# shellcheck disable=SC2086
{
  if [ -n "${APT_PACKAGES:-}" ]; then apt-install $APT_PACKAGES; fi
  if [ -n "${NPM_PACKAGES:-}" ]; then npm install --global --prefix /usr/local --no-audit --no-fund --no-update-notifier --loglevel=error $NPM_PACKAGES; fi
  if [ -n "${PIP_PACKAGES:-}" ]; then pip install --quiet $PIP_PACKAGES; fi
}
