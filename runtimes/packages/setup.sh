#!/bin/sh
# The packages that clawden.yaml names, as root while the image is being built. The names were checked; none holds a blank or a wildcard.
set -euf
# shellcheck disable=SC2086
{
  if [ -n "${APT_PACKAGES:-}" ]; then apt-install $APT_PACKAGES; fi
  if [ -n "${NPM_PACKAGES:-}" ]; then
    # npm 12 runs install scripts of named packages alone. Those of the file were asked for, and some (Claude Code) are not whole without; their dependencies' stay off.
    scripts=''
    for package in $NPM_PACKAGES; do
      name=${package#@}
      name=${name%%@*}
      case $package in @*) name=@$name ;; esac
      scripts=$scripts${scripts:+,}$name
    done
    npm install --global --prefix /usr/local --allow-scripts="$scripts" --no-audit --no-fund --no-update-notifier --loglevel=error $NPM_PACKAGES
  fi
  if [ -n "${PIP_PACKAGES:-}" ]; then pip install --quiet $PIP_PACKAGES; fi
}
