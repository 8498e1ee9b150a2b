# shellcheck shell=bash
# The Rust toolchain of rust-toolchain.toml, with the target for the browser.

channel="$(sed -n 's/^channel = "\(.*\)"/\1/p' "$root/rust-toolchain.toml")"
wasm=wasm32-unknown-unknown

# Without the setting, asking rustup's rustc for its version would install it, and say nothing.
has_rust() {
  local -x RUSTUP_AUTO_INSTALL=0
  has cargo && [[ "$(rustc --version 2>/dev/null)" == "rustc $channel"* ]] &&
    cargo fmt --version >/dev/null 2>&1 && cargo clippy --version >/dev/null 2>&1
}

install_rust() {
  has rustup || apt_install rustup || return 1
  rustup toolchain install "$channel" --profile minimal --component rustfmt --component clippy
}

rust_hint="curl --proto '=https' --tlsv1.2 -sSf https://sh.rustup.rs | sh -s -- -y --default-toolchain $channel --component rustfmt --component clippy --target $wasm"

has_wasm_target() {
  has_rust && compgen -G "$(rustc --print sysroot)/lib/rustlib/$wasm/lib/libstd-*.rlib" >/dev/null
}

install_wasm_target() {
  has_rust || return 1
  { has rustup && logged rustup target add "$wasm"; } || build_wasm_target
}

# Where rustup cannot download, the target's standard library is built from Debian's package of
# the compiler's own sources, of exactly the compiler's version, from the mirror apt uses anyway.
build_wasm_target() {
  has apt-get && has dpkg-deb || return 1
  local work sysroot
  sysroot="$(rustc --print sysroot)"
  work="$(mktemp -d)"
  echo "setup: building the standard library for $wasm from Debian's rust-src"
  fetch_rust_source "$work" && build_wasm_std "$work" "$sysroot"
  local status=$?
  rm -rf "$work"
  return "$status"
}

# Leaves the sources unpacked in $1/unpacked. A private apt state keeps the machine's as it is.
fetch_rust_source() {
  local work=$1 mirror version suite
  mirror="$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' | grep '/debian/*$' | head -n 1)"
  [[ -n $mirror ]] || return 1
  mkdir -p "$work/lists/partial" "$work/cache/archives/partial"
  for suite in stable stable-backports testing unstable experimental; do
    echo "deb $mirror $suite main"
  done >"$work/sources.list"
  local apt=(-o "Dir::Etc::sourcelist=$work/sources.list" -o Dir::Etc::sourceparts=/dev/null
    -o "Dir::State::lists=$work/lists" -o "Dir::Cache=$work/cache" -o Acquire::Languages=none
    -o "APT::Sandbox::User=$(id -un)" -o Acquire::Check-Valid-Until=false)
  logged apt-get "${apt[@]}" update || return 1
  version="$(apt-cache "${apt[@]}" madison rust-src | awk '{ print $3 }' | grep "^${channel}[+-]" | head -n 1)"
  if [[ -z $version ]]; then
    echo "setup: the mirror has no rust-src $channel" >&2
    return 1
  fi
  (cd "$work" && logged apt-get "${apt[@]}" download "rust-src=$version") &&
    dpkg-deb --extract "$work"/rust-src_*.deb "$work/unpacked"
}

build_wasm_std() {
  local work=$1 sysroot=$2 link="$2/lib/rustlib/src/rust" source
  source="$(dirname "$(find "$work/unpacked" -type d -path '*/library/std' | head -n 1)")/.."
  [[ -e $link ]] && return 1
  mkdir -p "$(dirname "$link")" "$work/empty/src" "$sysroot/lib/rustlib/$wasm/lib" || return 1
  ln -s "$(realpath "$source")" "$link"
  printf '[package]\nname = "empty"\nversion = "0.0.0"\nedition = "2021"\n[workspace]\n' >"$work/empty/Cargo.toml"
  echo '#![no_std]' >"$work/empty/src/lib.rs"
  (cd "$work/empty" && logged env RUSTC_BOOTSTRAP=1 CARGO_TARGET_DIR="$work/target" \
    cargo build --release --target "$wasm" -Z build-std=std,panic_abort,panic_unwind,test) &&
    cp "$work/target/$wasm/release/deps/"*.rlib "$sysroot/lib/rustlib/$wasm/lib/"
  local status=$?
  rm "$link"
  return "$status"
}
