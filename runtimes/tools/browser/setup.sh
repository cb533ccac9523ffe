#!/bin/sh
set -eu
apt-install chromium fonts-dejavu-core fonts-noto-color-emoji
# Chromium's own sandbox needs user namespaces or a setuid program, and a member has neither: no capability, no new privileges, the engine's seccomp
# filter. The container is the sandbox; `security: {runtime: runsc}` makes it a stronger one.
cat > /etc/chromium.d/clawfleet <<'FLAGS'
export CHROMIUM_FLAGS="$CHROMIUM_FLAGS --no-sandbox --disable-gpu --no-first-run --no-default-browser-check --password-store=basic"
FLAGS
# Programs look for it under these names too.
ln -s chromium /usr/bin/chromium-browser
ln -s chromium /usr/bin/google-chrome
