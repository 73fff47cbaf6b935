#!/bin/sh
# Writes a kubeconfig without a credential: clients ask cluster-token.sh for a token whenever they need one.
#
# usage: cluster-login.sh FILE
# Environment
#   CLUSTER_SERVER    URL of the API server
#   CLUSTER_CA        certificate of its authority, PEM in base64
#   CLUSTER_AUDIENCE  audience that the API server expects of a token
set -eu

: "${CLUSTER_SERVER:?set the variable CLUSTER_SERVER of the environment}"
: "${CLUSTER_CA:?set the variable CLUSTER_CA of the environment}"
: "${CLUSTER_AUDIENCE:?set the variable CLUSTER_AUDIENCE of the environment}"
folder=$(cd "$(dirname "$0")" && pwd)

umask 077
cat >"${1:?usage: cluster-login.sh FILE}" <<END
apiVersion: v1
kind: Config
current-context: deploy
contexts:
  - name: deploy
    context: { cluster: deploy, user: github }
clusters:
  - name: deploy
    cluster:
      server: "$CLUSTER_SERVER"
      certificate-authority-data: "$CLUSTER_CA"
users:
  - name: github
    user:
      exec:
        apiVersion: client.authentication.k8s.io/v1
        command: "$folder/cluster-token.sh"
        args: ["$CLUSTER_AUDIENCE"]
        interactiveMode: Never
END
