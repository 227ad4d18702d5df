# shellcheck shell=bash
# What every script here stands on: paths, messages, Debian packages, uv, environments. Sourced, never run.
#
# Standard output belongs to the program that a script runs; what is said here goes to standard error.
# Kept to what bash 3.2 understands, which is what macOS has.

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
CACHE="${XDG_CACHE_HOME:-$HOME/.cache}/cosyvoice-home"
readonly ROOT CACHE

# Where an image forbids it, every process compiles again all that it imports: 5 s for each that loads
# Home Assistant, and a quarter of a second for each local server that a test starts.
unset PYTHONDONTWRITEBYTECODE

# The oldest uv whose options are used here, and the one that is brought where there is none.
readonly UV_OLDEST=0.8.0 UV_BROUGHT=0.13.8

say() { printf '%s\n' "$@" >&2; }

die() {
  printf '\n' >&2
  printf '%s\n' "$@" >&2
  exit 1
}

# The comment at the top of the script that was started.
usage() { sed -n '2,/^set -/s/^# \{0,1\}//p' "$0"; }

has() { command -v "$1" >/dev/null 2>&1; }

newer_or_same() { [[ $(printf '%s\n%s\n' "$1" "$2" | sort -V | head -n 1) == "$2" ]]; }

# Two runs at the same time take turns; where there is no flock (macOS), they are asked not to meet.
take_turns() {
  local name=$1
  has flock || return 0
  mkdir -p "$CACHE/locks"
  exec 9>"$CACHE/locks/$(printf '%s' "$name" | cksum | tr ' ' '-')"
  flock --nonblock 9 || {
    say "waiting for another run of script/setup"
    flock 9
  }
}

# --- Debian packages -----------------------------------------------------------------------------

# The packages of requirements/debian/NAME.txt: one a line, with the reason behind a #.
packages_of() { sed -e 's/#.*//' -e '/^[[:space:]]*$/d' "$ROOT/requirements/debian/$1.txt" | tr -d ' '; }

# shellcheck disable=SC2016  # dpkg-query fills it in
is_installed() { [[ $(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null) == installed ]]; }

# Debian 13 and Ubuntu 24.04 have some libraries under names in t64. apt-get takes the older ones, too.
packages_missing() {
  local package
  for package in "$@"; do
    is_installed "$package" || is_installed "${package}t64" || printf '%s\n' "$package"
  done
}

# Copies what apt-get prints to a log, and shows how far it is: on one line of a terminal, and
# elsewhere a line every ten seconds, so that nobody takes a long download for a program that hangs.
apt_progress() {
  local log=$1 line percent words shown=$((SECONDS - 10))
  while IFS= read -r line; do
    case $line in
      dlstatus:*:*:* | pmstatus:*:*:*) ;;
      *) printf '%s\n' "$line" >>"$log"; continue ;;
    esac
    line=${line#*status:*:}
    percent=${line%%:*} words=${line#*:}
    [[ $percent =~ ^[0-9]+(\.[0-9]+)?$ ]] || continue
    if [[ -t 2 ]]; then
      printf '\r\033[K  %3d %%  %.60s' "${percent%.*}" "$words" >&2
    elif ((SECONDS - shown >= 10)); then
      shown=$SECONDS
      say "  ${percent%.*} %  $words"
    fi
  done
  [[ ! -t 2 ]] || printf '\r\033[K' >&2
}

# Installs packages, by way of sudo where that is given. Never at the price of others: on a desktop
# with PipeWire, for one, PulseAudio would put its own in its place.
apt_install() {
  local sudo=$1 log
  shift
  log=$(mktemp)
  # Its status goes to standard output, since sudo closes every other descriptor.
  # shellcheck disable=SC2086  # "", "sudo" or "sudo -n"
  if {
    $sudo env DEBIAN_FRONTEND=noninteractive apt-get -q -o APT::Status-Fd=1 \
      -o DPkg::Lock::Timeout=300 update &&
      $sudo env DEBIAN_FRONTEND=noninteractive apt-get -q -o APT::Status-Fd=1 \
        -o DPkg::Lock::Timeout=300 -o Dpkg::Use-Pty=0 \
        install --yes --no-install-recommends --no-remove "$@"
  } 2>&1 | apt_progress "$log"; then
    rm -f "$log"
    return
  fi
  tail -n 20 "$log" >&2
  rm -f "$log"
  say 'apt-get failed.' "Install them by hand:  apt-get install $*"
  return 1
}

# Installs what is missing of the lists named. Root and CI are not asked; a person is, before sudo.
# Returns 1, having said what to do by hand, where it cannot.
install_packages() {
  local list answer missing=() wanted=()
  for list in "$@"; do
    # shellcheck disable=SC2207  # package names have no blanks
    wanted+=($(packages_of "$list"))
  done
  if ! has apt-get || ! has dpkg-query; then
    say "This is no Debian or Ubuntu. Install by hand what these of its packages hold: ${wanted[*]}"
    return 1
  fi
  # shellcheck disable=SC2207
  missing=($(packages_missing "${wanted[@]}"))
  ((${#missing[@]})) || return 0

  local by_hand="Install them by hand:  apt-get install ${missing[*]}"
  if [[ -n ${SETUP_WITHOUT_SUDO-} ]]; then
    say "$by_hand"
    return 1
  elif ((EUID == 0)); then
    say "installing Debian packages: ${missing[*]}"
    apt_install '' "${missing[@]}"
  elif ! has sudo; then
    say "These Debian packages are missing, and only root can install them: ${missing[*]}" "$by_hand"
    return 1
  elif [[ ${CI-} == true ]]; then
    say "installing Debian packages: ${missing[*]}"
    apt_install 'sudo -n' "${missing[@]}"
  elif [[ -t 0 && -t 2 ]]; then
    say "These Debian packages are missing: ${missing[*]}"
    read -r -p 'Install them now with sudo apt-get? [Y/n] ' answer
    case $answer in
      '' | [Yy]*) apt_install sudo "${missing[@]}" ;;
      *) export SETUP_WITHOUT_SUDO=1; say "$by_hand"; return 1 ;; # not asked again in this run
    esac
  else
    say "These Debian packages are missing, and nobody is here to be asked for sudo: ${missing[*]}" "$by_hand"
    return 1
  fi
}

# --- Python and uv -------------------------------------------------------------------------------

# The interpreter behind a command, if it is one that shared_client, local_server and desktop_app
# run on (the locks hold wheels for these).
supported_python() {
  "$1" -c 'import sys
if not (3, 11) <= sys.version_info < (3, 15): sys.exit(1)
print(getattr(sys, "_base_executable", None) or sys.executable)' 2>/dev/null
}

system_python() {
  local name
  for name in python3 python3.13 python3.12 python3.11 python3.14; do
    supported_python "$name" && return
  done
  return 1
}

# An interpreter that uv can be installed with: older ones serve, too.
python_for_uv() {
  system_python && return
  python3 -c 'import sys
if sys.version_info < (3, 8): sys.exit(1)
print(sys.executable)' 2>/dev/null
}

# Sets UV to a uv that is here and works: the user's own, or one in an environment in the cache.
find_uv() {
  [[ -z ${UV-} ]] || return 0
  # uv does not read pip's configuration; what a user has set there holds here too.
  if [[ -z ${UV_DEFAULT_INDEX-}${UV_INDEX_URL-} && -n ${PIP_INDEX_URL-} ]]; then
    export UV_DEFAULT_INDEX=$PIP_INDEX_URL
  fi
  if [[ -z ${SSL_CERT_FILE-} && -n ${PIP_CERT-} ]]; then
    export SSL_CERT_FILE=$PIP_CERT
  fi
  local version
  for UV in uv "$CACHE/uv/bin/uv"; do
    version=$("$UV" --version 2>/dev/null) || continue
    version=${version#uv }
    newer_or_same "${version%% *}" "$UV_OLDEST" && return 0
  done
  UV=
  return 1
}

# True where the next steps need Debian's Python: it is the one to run on, and may lack the parts
# that Debian splits off; or there is nothing yet that could bring another.
needs_debian_python() {
  local python
  has dpkg-query || return 1
  if python=$(python_for_uv); then
    [[ $python == /usr/bin/* ]]
  else
    ! find_uv
  fi
}

has_venv() { "$1" -c 'import ensurepip, venv' 2>/dev/null; }

# Sets UV as find_uv does, after installing one where there is none.
provide_uv() {
  find_uv && return
  local python
  # Debian's Python may come without venv. Its headers are of no need here.
  if needs_debian_python && ! has_venv "$(python_for_uv)"; then
    install_packages python ||
      has_venv "$(python_for_uv)" ||
      die "uv needs Python with its venv module. Install these, or uv, and run this again."
  fi
  python=$(python_for_uv) ||
    die "Neither uv nor Python is here. Install Python 3.11 or newer, or uv, and run this again."
  say "installing uv"
  rm -rf "$CACHE/uv"
  "$python" -m venv "$CACHE/uv"
  # pip asks rustc for its version, and rustup's would make a folder in the home for that.
  RUSTUP_HOME=/dev/null \
    "$CACHE/uv/bin/python" -m pip install --quiet --disable-pip-version-check "uv==$UV_BROUGHT"
  UV=$CACHE/uv/bin/uv
}

# --- Environments --------------------------------------------------------------------------------

# .venv-NAME in the checkout, from requirements/LOCK.txt. Not `.venv`: that one is yours.
environment() { printf '%s/.venv-%s' "$ROOT" "$1"; }

# True where script/speak has all it needs; what script/app needs holds that.
can_run() { is_current run run || is_current run app; }

# True where the lock has sounddevice in PyAudio's place: its wheel brings PortAudio along.
sound_comes_whole() { [[ $OSTYPE == darwin* ]]; }

has_portaudio() {
  local include
  for include in /usr/include /usr/local/include /opt/homebrew/include /opt/local/include; do
    [[ ! -e $include/portaudio.h ]] || return 0
  done
  return 1
}

has_compiler() { has cc || has gcc || has clang; }

# True where PyAudio can be compiled for a Python.
can_compile_pyaudio() {
  has_portaudio && has_compiler && "$1" -I -S -c 'import os, sys, sysconfig
sys.exit(not os.path.exists(sysconfig.get_path("include") + "/Python.h"))' 2>/dev/null
}

# What an environment of a Python was made from. It is current exactly as long as this has not changed.
fingerprint() {
  printf '%s\n' "$ROOT"
  if can_compile_pyaudio "$2"; then printf 'portaudio\n'; fi
  cat "$ROOT/setup.cfg" "$ROOT/requirements/$1.txt"
}

# The Python of the environment to develop in: the newest that is here.
development_python() {
  local name
  for name in 3.14 3.11; do
    if [[ -x $ROOT/.venv-$name/bin/python ]]; then
      printf '%s\n' "$ROOT/.venv-$name/bin/python"
      return
    fi
  done
  die 'There is no environment to develop in. What script/setup said above is the reason.'
}

is_current() {
  local environment=$ROOT/.venv-$1
  [[ -x $environment/bin/python ]] && fingerprint "$2" "$environment/bin/python" | cmp -s - "$environment/.made-from"
}

# Lock with sounddevice in the place of PyAudio, where that can't be compiled: it finds PortAudio's library
# when it plays, or says that there is none. What needs it on other systems alone, needs it here, too.
lock_without_pyaudio() {
  awk '/^[^ #]/ { skipped = /^pyaudio==/ } /^sounddevice==/ { sub(/ ;.*/, " \\") } !skipped' \
    "$ROOT/requirements/$1.txt"
}

# The checkout's own code, so that edits hold at once. `compat` puts its path on sys.path and adds no
# import hook, which would cost every start some milliseconds.
install_checkout() {
  "$UV" pip install --quiet --no-deps --editable . \
    --build-constraints requirements/build.txt --config-settings editable_mode=compat
}

make_environment() {
  local name=$1 lock=$2 python=$3 environment
  environment=$(environment "$name")
  is_current "$name" "$lock" && return 0
  provide_uv
  take_turns "$environment"
  is_current "$name" "$lock" && return 0
  say "making .venv-$name ($("$python" --version))"
  # Kept where it is of the same Python: installing the difference takes a moment.
  if [[ $("$environment/bin/python" --version 2>/dev/null) != "$("$python" --version)" ]]; then
    "$UV" venv --quiet --no-project --clear --python "$python" --prompt "cosyvoice-$name" "$environment"
  fi
  rm -f "$environment/.made-from"
  if sound_comes_whole || can_compile_pyaudio "$python"; then
    cat "$ROOT/requirements/$lock.txt" >"$environment/lock.txt"
  else
    say "PyAudio can't be compiled here: sounddevice takes its place. Without PortAudio's library, which Debian" \
      'calls libportaudio2, sound can only be written to files.'
    lock_without_pyaudio "$lock" >"$environment/lock.txt"
  fi
  (
    cd "$ROOT" || exit
    export VIRTUAL_ENV=$environment
    "$UV" pip sync --quiet --require-hashes --strict \
      --build-constraints requirements/build.txt "$environment/lock.txt"
    # Home Assistant takes integrations from its configuration alone: it would find the checkout's first.
    [[ $lock == homeassistant* ]] || install_checkout
  )
  fingerprint "$lock" "$environment/bin/python" >"$environment/.made-from"
}
