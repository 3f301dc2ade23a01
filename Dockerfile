# Two stages: one with everything that building needs, and a small one that runs.
FROM python:3.13-slim AS build
WORKDIR /source
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_ROOT_USER_ACTION=ignore
RUN python -m venv /app
COPY requirements.txt ./
RUN /app/bin/python -m pip install --no-cache-dir --no-compile --require-hashes --requirement requirements.txt
# EXTRA=cluster adds Dask, for sweeps on other machines: compose.cluster.yaml. EXTRA=many adds that and the ways to
# Valkey and PostgreSQL, for several replicas: compose.many.yaml
ARG EXTRA=
COPY requirements-cluster.txt requirements-many.txt ./
RUN test -z "$EXTRA" || /app/bin/python -m pip install --no-cache-dir --no-compile --require-hashes --requirement "requirements-$EXTRA.txt"
COPY pyproject.toml hatch_build.py package.json package-lock.json .npmrc README.md LICENSE ./
COPY engine engine
COPY server server
COPY static static
COPY templates templates
COPY docs/options.md docs/options.de.md docs/controls.md docs/controls.de.md docs/examples.md docs/examples.de.md docs/
COPY docs/words docs/words
COPY lessons lessons
RUN python -m pip wheel --no-cache-dir --no-deps --wheel-dir /wheels . \
 && /app/bin/python -m pip install --no-cache-dir --no-compile --no-deps /wheels/*.whl \
 && /app/bin/python -m pip uninstall --yes pip \
 && /app/bin/python -m compileall -q /app/lib

FROM python:3.13-slim
ENV PATH=/app/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    PLAYGROUND_HOST=0.0.0.0 \
    PLAYGROUND_PORT=8000 \
    PLAYGROUND_DATA=/data \
    XDG_CACHE_HOME=/data \
    PLAYGROUND_LOG_LEVEL=info
COPY --from=build /app /app
RUN install -d -o 10001 -g 10001 -m 700 /data
VOLUME /data
USER 10001:10001
WORKDIR /tmp
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s --retries=3 \
  CMD ["python", "-c", "import os, urllib.request as r; r.urlopen('http://127.0.0.1:' + os.environ['PLAYGROUND_PORT'] + '/healthz', timeout=4)"]
CMD ["playground", "serve"]
