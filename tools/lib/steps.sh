# shellcheck shell=bash
# How setup does its steps: skip what is there, time what is done, collect what cannot be done.

missing=() # "what: the command to type", one for each thing that could not be installed
setup_log="$SEATKEEPER_CACHE/setup.log"

# need NAME CHECK INSTALL HINT: runs INSTALL when CHECK fails. A failure is reported at the end,
# with HINT (a text, or a function that says it) as the command to type, so that one run names
# everything that is missing.
need() {
  local name=$1 check=$2 install=$3 hint=$4 start=$SECONDS
  "$check" && return 0
  echo "setup: $name …"
  # The shell remembers where it found a program; a newer one may stand before it now.
  if "$install" && hash -r && "$check"; then
    echo "setup: $name is there now ($((SECONDS - start)) s)"
  else
    [[ $(type -t "$hint") == function ]] && hint="$("$hint")"
    missing+=("$name: $hint")
  fi
}

has() { command -v "$1" >/dev/null; }

# Runs a quiet command with its output in the log, which is shown when it fails.
logged() {
  if ! "$@" </dev/null >"$setup_log" 2>&1; then
    tail -n 25 "$setup_log" >&2
    return 1
  fi
}

as_root() {
  if ((EUID == 0)); then
    "$@"
  elif has sudo && { sudo -n true 2>/dev/null || { [[ -t 0 ]] && sudo -v; }; }; then
    sudo "$@"
  else
    return 1
  fi
}

apt_updated=""
apt_update() {
  has apt-get && as_root true || return 1
  if [[ -z $apt_updated ]]; then
    # A mirror that fails is no reason to stop: the lists at hand may do.
    logged as_root apt-get update || true
    apt_updated=yes
  fi
}

apt_install() {
  apt_update || return 1
  logged as_root env DEBIAN_FRONTEND=noninteractive apt-get install --yes \
    --no-install-recommends -o Dpkg::Options::=--force-confold "$@"
}

apt_hint() {
  if has apt-get; then
    echo "sudo apt-get update && sudo apt-get install --yes $*"
  else
    echo "install it with your system's package manager (in Debian: $*)"
  fi
}

# Tools are used for seconds and built in minutes, so they are compiled without optimization;
# compressing the site with brotli is the one slow exception.
cargo_install() {
  local crate=$1 version=$2 quiet=()
  shift 2
  [[ -t 1 ]] || quiet=(--quiet)
  echo "setup: building $crate $version, which takes some minutes"
  CARGO_PROFILE_RELEASE_OPT_LEVEL=0 CARGO_PROFILE_RELEASE_LTO=off \
    CARGO_PROFILE_RELEASE_CODEGEN_UNITS=64 CARGO_PROFILE_RELEASE_DEBUG=0 \
    CARGO_TARGET_DIR="$SEATKEEPER_CACHE/build" \
    cargo install "${quiet[@]}" "$crate" --version "$version" --root "$SEATKEEPER_CACHE/tools" "$@"
}

npm_install_tool() {
  logged npm install --prefix "$SEATKEEPER_CACHE/tools" --no-audit --no-fund "$1"
}
