#!/bin/sh
# Sourced by the launcher when no container engine is there: starts one, installs one on Debian and Ubuntu, or says what to type.
# Uses of the launcher: say, $program, $CLAWFLEET_HOME, $0.
: "${program:?}" "${CLAWFLEET_HOME:?}"
# shellcheck source=eng/podman.sh
. "$CLAWFLEET_HOME/eng/podman.sh"

set_up_engine() {
  if [ -n "${DOCKER_HOST:-}" ]; then
    say "nothing is at DOCKER_HOST=$DOCKER_HOST. Start that engine, or unset DOCKER_HOST to use this machine's own."
    exit 4
  fi
  if [ "$(id -u)" != 0 ] && command -v podman >/dev/null 2>&1; then
    if podman_can_run; then start_podman; return 0; fi
  fi
  if ! as_root true; then advise; fi
  if [ -S /var/run/docker.sock ] && [ ! -w /var/run/docker.sock ] && docker_answers; then use_docker_group "$@"; fi

  missing=''
  command -v dockerd >/dev/null 2>&1 || [ -x /usr/sbin/dockerd ] || missing=' docker.io'
  # Where Docker Hub is out of reach, the base image is made with debootstrap.
  command -v debootstrap >/dev/null 2>&1 || [ -x /usr/sbin/debootstrap ] || missing="$missing debootstrap"
  if [ -n "$missing" ]; then install_packages "$missing"; fi
  start_dockerd
  if [ ! -w /var/run/docker.sock ]; then use_docker_group "$@"; fi
}

as_root() { # runs a command as root; fails when it may not
  if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@" 2>/dev/null; fi
}

advise() {
  say 'no container engine answers, and none may be set up from here. As root (or with sudo):'
  if command -v dockerd >/dev/null 2>&1 || [ -x /usr/sbin/dockerd ]; then
    say '    systemctl start docker        # without systemd: dockerd'
  elif command -v apt-get >/dev/null 2>&1; then
    say '    apt-get update && apt-get install -y docker.io debootstrap'
  else
    say '    install Docker (docs.docker.com/engine/install) or Podman with this system'\''s package manager'
  fi
  if [ "$(id -u)" != 0 ]; then
    say "    usermod -aG docker $(id -un)    # then log in again"
    say 'Or Podman, which runs without root and which this command then starts itself:'
    say '    apt-get install -y podman uidmap slirp4netns runc debootstrap'
  fi
  exit 4
}

install_packages() {
  if [ -n "${CLAWDEN_NO_INSTALL:-}" ] || ! command -v apt-get >/dev/null 2>&1; then advise; fi
  say "no container engine here. Installing with apt-get:$1 (CLAWDEN_NO_INSTALL=1 keeps this from happening) …"
  log=$(mktemp)
  # shellcheck disable=SC2086 # a list of packages
  if ! { as_root apt-get update && as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends iptables ca-certificates $1; } >"$log" 2>&1 </dev/null; then
    tail -n 15 "$log" >&2
    rm -f "$log"
    say 'apt-get failed; its last lines are above.'
    exit 4
  fi
  rm -f "$log"
}

# Not with the docker command: docker.io comes without it on newer systems.
docker_answers() {
  [ -S /var/run/docker.sock ] || return 1
  status=0
  as_root env DOCKER_HOST=unix:///var/run/docker.sock "$program/clawden" ps --fleet none >/dev/null 2>&1 || status=$?
  [ "$status" = 0 ]
}

start_dockerd() {
  if docker_answers; then return 0; fi # the package has started it
  say 'starting dockerd …'
  log=/var/log/dockerd.log
  if [ -d /run/systemd/system ]; then
    as_root systemctl start docker.service || :
    show_log() { as_root journalctl -u docker.service -n 15 --no-pager; }
  else
    # Its own session and no terminal: neither Ctrl-C nor a closed window reaches it.
    as_root sh -c "PATH=\$PATH:/usr/sbin:/sbin setsid dockerd >>$log 2>&1 </dev/null &"
    show_log() { as_root tail -n 15 "$log"; }
  fi

  waited=0
  until docker_answers; do
    waited=$((waited + 1))
    if [ "$waited" -gt 60 ]; then
      show_log >&2 || :
      say 'dockerd does not answer after a minute; the end of its log is above.'
      exit 4
    fi
    sleep 1
  done
}

# A user that joined the group docker a moment ago has it at the next login only; sudo gives it to this command now.
use_docker_group() {
  if [ -n "${CLAWDEN_IN_DOCKER_GROUP:-}" ]; then advise; fi
  case " $(id -nG "$(id -un)") " in
    *' docker '*) ;;
    *)
      say "adding $(id -un) to the group docker, whose members may use the engine (and through it the whole machine) …"
      as_root usermod -aG docker "$(id -un)"
      ;;
  esac
  exec sudo -n -E -u "$(id -un)" -g docker -- env PATH="$PATH" CLAWDEN_IN_DOCKER_GROUP=1 "$0" "$@"
}
