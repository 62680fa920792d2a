#!/usr/bin/env bash
# The official SDKs of Firecrawl, each in an environment of its own below DIR: install.sh DIR
set -euo pipefail
folder=$1
mkdir -p -- "$folder"
for version in 1.17.0 2.16.5 4.55.0; do
  [[ -x $folder/python-$version/bin/python ]] || python3 -m venv "$folder/python-$version"
  "$folder/python-$version/bin/python" -m pip install --quiet "firecrawl-py==$version"
done
# The watchers of 1.17 give it an argument that later ones no longer have.
"$folder/python-1.17.0/bin/python" -m pip install --quiet "websockets<14"
install_js() {
  mkdir -p -- "$folder/$1"
  (cd -- "$folder/$1" && npm init --yes >/dev/null && npm install --silent "$2")
}
install_js js-1 @mendable/firecrawl-js@1.29.3
install_js js-4 firecrawl@4
install_js js-standardwebhooks standardwebhooks@1
