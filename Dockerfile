# syntax=docker/dockerfile:1
#
#   base ──► build   uv, the locked packages with their hashes, byte-compiled into /venv
#     └────► serve   /venv and the program, an ordinary user, no compiler, no uv, no pip to speak of
#
# docker build -t brightspot .      docker run -p 8000:8000 brightspot

# A base known by its digest: docker build --build-arg PYTHON=python:3.11-slim@sha256:…
# (docs/how-to/run-in-production.md says how to learn it).
ARG PYTHON=python:3.11-slim
FROM ${PYTHON} AS base
ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1

FROM base AS build
WORKDIR /build
COPY tools/uv.txt requirements.txt ./
# Two layers: uv changes seldom, and the packages only with the lock.
RUN python -m venv /uv && /uv/bin/pip install --no-cache-dir --require-hashes -r uv.txt
RUN /uv/bin/uv venv /venv --python "$(command -v python3)" \
 && /uv/bin/uv pip install --python /venv/bin/python --no-cache --compile-bytecode \
    --require-hashes -r requirements.txt

FROM base AS serve
# Pango lays out the PDF of a pack; without it everything else works.
RUN apt-get update \
 && apt-get install -y --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 \
 && rm -rf /var/lib/apt/lists/*
# A number, so that a cluster can see that it is not root.
RUN useradd --uid 10001 --create-home --shell /usr/sbin/nologin brightspot
WORKDIR /app
COPY --from=build /venv /venv
COPY . .
# What is in the image, with hashes and licences: sbom.cdx.json and licences.md.
RUN /venv/bin/python tools/sbom.py .
# Compiled once, here. Only var/ may be written: the SQLite database of the demo lives there, or a volume does.
RUN python -m compileall -q . && mkdir var && chown brightspot var
USER 10001
ENV PATH=/venv/bin:$PATH
EXPOSE 8000
VOLUME /app/var
# The first start makes the demo database, hence the patience.
HEALTHCHECK --interval=15s --timeout=3s --start-period=60s --retries=3 \
  CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/healthz', timeout=2)"]
CMD ["gunicorn", "--config", "gunicorn.conf.py", "--bind", "0.0.0.0:8000", "app:server"]
