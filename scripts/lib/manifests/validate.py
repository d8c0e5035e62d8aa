"""Reads rendered manifests; prints {"documents": [...], "errors": ["Kind/name: what is wrong", ...]} as JSON.

Arguments: the version of Kubernetes whose schemas count (such as 1.36), and one file. Strict: fields that the schemas do
not know are errors.
"""

import json
import sys

import kubernetes_validate
import yaml

version, path = sys.argv[1:]
errors = []
with open(path) as manifests:
    documents = [document for document in yaml.safe_load_all(manifests) if document]
for document in documents:
    name = f"{document.get('kind')}/{document.get('metadata', {}).get('name')}"
    try:
        kubernetes_validate.validate(document, version, strict=True)
    except kubernetes_validate.ValidationError as error:
        at = ".".join(str(part) for part in error.path)
        errors.append(f"{name}: {at}: {error.message}")
    except kubernetes_validate.SchemaNotFoundError as error:
        errors.append(f"{name}: Kubernetes {version} has no {error.kind} of {error.api_version}")
json.dump({"documents": documents, "errors": errors}, sys.stdout, default=str)
