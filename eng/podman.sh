#!/bin/sh
# Sourced by engine.sh: an ordinary user's own Podman needs no root. Starts its service where it can run, or says what it lacks.
# Uses of the launcher: say.

podman_folder() { # the user's runtime folder, where the socket is
  folder=${XDG_RUNTIME_DIR:-/run/user/$(id -u)}
  [ -d "$folder" ] && [ -w "$folder" ]
}

podman_listens() { grep -qsF " $folder/podman/podman.sock" /proc/net/unix; }

# Says each thing that rootless containers need and that is not there; fails when there is one.
podman_can_run() {
  lacks=0
  lack() { [ "$lacks" = 1 ] || say 'Podman is here, and lacks for containers without root:'; lacks=1; say "    $*"; }
  for program_of in newuidmap:uidmap newgidmap:uidmap; do
    command -v "${program_of%:*}" >/dev/null 2>&1 || { lack "the program ${program_of%:*} (as root: apt-get install uidmap)"; break; }
  done
  for file in subuid subgid; do
    grep -qs "^\($(id -un)\|$(id -u)\):" "/etc/$file" || lack "a range in /etc/$file (as root: usermod --add-${file}s 100000-165535 $(id -un))"
  done
  command -v slirp4netns >/dev/null 2>&1 || command -v pasta >/dev/null 2>&1 || lack 'a network program (as root: apt-get install slirp4netns)'
  if [ ! -r /dev/net/tun ] || [ ! -w /dev/net/tun ]; then lack 'use of /dev/net/tun (as root: chmod 666 /dev/net/tun)'; fi
  podman_folder || lack "a runtime folder (log in as $(id -un) rather than with su, or as root: loginctl enable-linger $(id -un); then XDG_RUNTIME_DIR=/run/user/$(id -u))"
  [ "$lacks" = 0 ]
}

start_podman() {
  socket=$folder/podman/podman.sock
  say "starting Podman's service for $(id -un): podman system service, at $socket …"
  log=$folder/clawden-podman.log
  if ! { [ -S "$folder/systemd/private" ] && systemctl --user start podman.socket 2>/dev/null; }; then
    mkdir -p "$folder/podman"
    # Its own session and no terminal: neither Ctrl-C nor a closed window reaches it.
    setsid podman system service --time 0 "unix://$socket" >>"$log" 2>&1 </dev/null &
  fi
  waited=0
  until podman_listens; do
    waited=$((waited + 1))
    if [ "$waited" -gt 150 ]; then
      tail -n 15 "$log" >&2 2>/dev/null || :
      say 'Podman does not answer after half a minute; the end of its log is above.'
      exit 4
    fi
    sleep 0.2
  done
  # The program looks for it there.
  export XDG_RUNTIME_DIR="$folder"
}
