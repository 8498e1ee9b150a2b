# shellcheck shell=bash
# Sourced by every script and by the Makefile: where things lie and what is on PATH.
# Everything that is built or fetched lies outside the checkout, in SEATKEEPER_CACHE.

export SEATKEEPER_CACHE="${SEATKEEPER_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/seatkeeper}"
export CARGO_TARGET_DIR="${CARGO_TARGET_DIR:-$SEATKEEPER_CACHE/target}"

# Postgres' server programs are not on PATH in Debian: the newest of 15 or later is taken.
postgres_bin() {
  local dir newest=0 found="" major
  for dir in /usr/lib/postgresql/*/bin; do
    major="$(basename "$(dirname "$dir")")"
    [[ -x $dir/initdb && $major =~ ^[0-9]+$ ]] || continue
    if ((major >= 15 && major > newest)); then
      newest=$major
      found=$dir
    fi
  done
  printf '%s' "$found"
}

# Lets a program read another clock; where Debian and others put it.
faketime_library() {
  local file
  for file in /usr/lib/*/faketime/libfaketime.so.1 /usr/lib*/faketime/libfaketime.so.1 \
    /usr/local/lib/faketime/libfaketime.so.1; do
    if [[ -e $file ]]; then
      printf '%s' "$file"
      return
    fi
  done
}

prepend_path() {
  [[ -n $1 && ":$PATH:" != *":$1:"* ]] && PATH="$1:$PATH"
  return 0
}

prepend_path "$(postgres_bin)"
[[ -x $HOME/.cargo/bin/cargo ]] && prepend_path "$HOME/.cargo/bin"
prepend_path "$SEATKEEPER_CACHE/tools/node_modules/.bin"
prepend_path "$SEATKEEPER_CACHE/tools/bin"
export PATH

# Cargo tells changed sources by their age and names a workspace's artifacts alike in every
# checkout. So a checkout that finds another's artifacts makes its own sources new.
if [[ -f Cargo.toml && -d app/domain ]]; then
  if [[ "$(cat "$CARGO_TARGET_DIR/checkout" 2>/dev/null)" != "$PWD" ]]; then
    find Cargo.toml app server frontend migrations style -type f -exec touch {} +
    mkdir -p "$CARGO_TARGET_DIR"
    printf '%s' "$PWD" >"$CARGO_TARGET_DIR/checkout"
  fi
fi
