#!/bin/sh
set -eu
apt-install gh file less ripgrep unzip xz-utils
# uv is in no Debian release; Python's package index cannot be reached from everywhere.
if ! pip install --quiet --retries 1 --timeout 15 uv==0.9.9; then
  note "uv is left out: Python's package index cannot be reached"
  printf '%s\n' '#!/bin/sh' 'echo "uv: left out of this image, since the package index for Python could not be reached when it was built; the tool uv insists on it" >&2' 'exit 69' > /usr/local/bin/uv
  chmod 0755 /usr/local/bin/uv
fi
