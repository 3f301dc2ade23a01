"""The part of Kubernetes' API that examples/kubernetes uses, as a JSON schema: names and kinds of fields, and
which there must be. A field that is not here is a mistake, or is to be looked up and added."""

from typing import Any

Schema = dict[str, Any]

TEXT: Schema = {"type": "string", "minLength": 1}
TEXT_OR_NONE: Schema = {"type": "string"}
NUMBER: Schema = {"type": "integer", "minimum": 0}
YES_OR_NO: Schema = {"type": "boolean"}
NAME: Schema = {"type": "string", "pattern": "^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$"}
PORT: Schema = {"type": "integer", "minimum": 1, "maximum": 65535}
PORT_OR_NAME: Schema = {"anyOf": [PORT, {**NAME, "maxLength": 15}]}
QUANTITY: Schema = {"type": "string", "pattern": r"^\d+(\.\d+)?(m|[KMGT]i?)?$"}
LABELS: Schema = {"type": "object", "minProperties": 1, "additionalProperties": TEXT}


def one(required: str = "", **fields: Schema) -> Schema:
    """An object with these fields and no other, of which some must be there."""
    return {
        "type": "object",
        "properties": fields,
        "required": required.split(),
        "additionalProperties": False,
    }


def many(of: Schema) -> Schema:
    """A list of one thing or more."""
    return {"type": "array", "minItems": 1, "items": of}


def choice(*of: str) -> Schema:
    return {"enum": list(of)}


def kind(version: str, name: str, **fields: Schema) -> Schema:
    """A whole object of the API."""
    head = {"apiVersion": choice(version), "kind": choice(name), "metadata": METADATA}
    return one(" ".join([*head, *fields]), **head, **fields)


METADATA = one("name", name=NAME, labels=LABELS, annotations=LABELS)
SELECTOR = one("matchLabels", matchLabels=LABELS)
FROM_KEY = one("name key", name=NAME, key=TEXT, optional=YES_OR_NO)
PROBE = one(
    httpGet=one("path port", path=TEXT, port=PORT_OR_NAME),
    exec=one("command", command=many(TEXT)),
    tcpSocket=one("port", port=PORT_OR_NAME),
    initialDelaySeconds=NUMBER, periodSeconds=NUMBER, timeoutSeconds=NUMBER, failureThreshold=NUMBER,
)  # fmt: skip
AMOUNTS = one(cpu=QUANTITY, memory=QUANTITY, storage=QUANTITY)
CONTAINER = one(
    "name image ports readinessProbe livenessProbe resources securityContext volumeMounts",
    name=NAME,
    image=TEXT,
    command=many(TEXT),
    env=many(
        one(
            "name",
            name={"type": "string", "pattern": "^[A-Z_]+$"},
            value=TEXT_OR_NONE,
            valueFrom=one(fieldRef=one("fieldPath", fieldPath=TEXT), secretKeyRef=FROM_KEY),
        )
    ),
    ports=many(one("name containerPort", name={**NAME, "maxLength": 15}, containerPort=PORT)),
    readinessProbe=PROBE,
    livenessProbe=PROBE,
    resources=one("requests limits", requests=AMOUNTS, limits=AMOUNTS),
    securityContext=one(
        "allowPrivilegeEscalation readOnlyRootFilesystem capabilities",
        allowPrivilegeEscalation=YES_OR_NO,
        readOnlyRootFilesystem=YES_OR_NO,
        capabilities=one("drop", drop=many(TEXT), add=many(TEXT)),
    ),
    volumeMounts=many(one("name mountPath", name=NAME, mountPath=TEXT, readOnly=YES_OR_NO)),
)
POD = one(
    "containers securityContext",
    containers=many(CONTAINER),
    enableServiceLinks=YES_OR_NO,
    automountServiceAccountToken=YES_OR_NO,
    terminationGracePeriodSeconds=NUMBER,
    topologySpreadConstraints=many(
        one(
            "maxSkew topologyKey whenUnsatisfiable labelSelector",
            maxSkew=NUMBER,
            topologyKey=TEXT,
            whenUnsatisfiable=choice("ScheduleAnyway", "DoNotSchedule"),
            labelSelector=SELECTOR,
        )
    ),
    securityContext=one(
        "runAsNonRoot runAsUser runAsGroup seccompProfile",
        runAsNonRoot=YES_OR_NO, runAsUser=NUMBER, runAsGroup=NUMBER, fsGroup=NUMBER,
        seccompProfile=one("type", type=choice("RuntimeDefault")),
    ),
    volumes=many(
        one("name", name=NAME, emptyDir=one(sizeLimit=QUANTITY), configMap=one("name", name=NAME))
    ),
)  # fmt: skip
TEMPLATE = one("metadata spec", metadata=one("labels", labels=LABELS), spec=POD)
RULE = one(
    "from ports",
    **{"from": many(one("podSelector", podSelector=SELECTOR))},
    ports=many(one(port=PORT_OR_NAME)),
)

KINDS: dict[str, Schema] = {
    "Service": kind(
        "v1",
        "Service",
        spec=one(
            "selector ports",
            clusterIP=choice("None"),
            selector=LABELS,
            ports=many(one("name port targetPort", name=NAME, port=PORT, targetPort=PORT_OR_NAME)),
        ),
    ),
    "StatefulSet": kind(
        "apps/v1",
        "StatefulSet",
        spec=one(
            "serviceName selector template replicas",
            serviceName=NAME,
            replicas=NUMBER,
            podManagementPolicy=choice("OrderedReady", "Parallel"),
            minReadySeconds=NUMBER,
            updateStrategy=one("type", type=choice("RollingUpdate", "OnDelete")),
            selector=SELECTOR,
            template=TEMPLATE,
            volumeClaimTemplates=many(
                one(
                    "metadata spec",
                    metadata=one("name", name=NAME),
                    spec=one(
                        "accessModes resources",
                        accessModes=many(choice("ReadWriteOnce")),
                        resources=one("requests", requests=AMOUNTS),
                    ),
                )
            ),
        ),
    ),
    "Deployment": kind(
        "apps/v1",
        "Deployment",
        spec=one("selector template replicas", replicas=NUMBER, selector=SELECTOR, template=TEMPLATE),
    ),
    "PodDisruptionBudget": kind(
        "policy/v1",
        "PodDisruptionBudget",
        spec=one("maxUnavailable selector", maxUnavailable=NUMBER, selector=SELECTOR),
    ),
    "Ingress": kind(
        "networking.k8s.io/v1",
        "Ingress",
        spec=one(
            "tls rules",
            tls=many(one("hosts secretName", hosts=many(TEXT), secretName=NAME)),
            rules=many(
                one(
                    "host http",
                    host=TEXT,
                    http=one(
                        "paths",
                        paths=many(
                            one(
                                "path pathType backend",
                                path=TEXT,
                                pathType=choice("Prefix", "Exact"),
                                backend=one(
                                    "service",
                                    service=one("name port", name=NAME, port=one("name", name=NAME)),
                                ),
                            )
                        ),
                    ),
                )
            ),
        ),
    ),
    "NetworkPolicy": kind(
        "networking.k8s.io/v1",
        "NetworkPolicy",
        spec=one(
            "podSelector policyTypes ingress",
            podSelector=SELECTOR,
            policyTypes=many(choice("Ingress", "Egress")),
            ingress=many(RULE),
        ),
    ),
    "Kustomization": one(
        "apiVersion kind namespace resources",
        apiVersion=choice("kustomize.config.k8s.io/v1beta1"),
        kind=choice("Kustomization"),
        namespace=NAME,
        resources=many(TEXT),
        configMapGenerator=many(one("name files", name=NAME, files=many(TEXT))),
        images=many(one("name", name=TEXT, newName=TEXT, newTag=TEXT)),
    ),
}
