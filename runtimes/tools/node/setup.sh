#!/bin/sh
# Node.js and npm from npm, exactly as package-lock.json pins them. Debian's npm, which fetches them, stays behind.
set -eu
build-only npm
npm ci --omit=dev --ignore-scripts --no-audit --no-fund --no-update-notifier --loglevel=error
install -d /usr/local/lib/node_modules
install -m 0755 node_modules/node-linux-*/bin/node /usr/local/bin/node
cp -R node_modules/npm /usr/local/lib/node_modules/npm
chmod -R go+rX /usr/local/lib/node_modules
chmod 0755 /usr/local/lib/node_modules/npm/bin/*.js
ln -s ../lib/node_modules/npm/bin/npm-cli.js /usr/local/bin/npm
ln -s ../lib/node_modules/npm/bin/npx-cli.js /usr/local/bin/npx
npm --version
