# The service alone; compose.yaml adds PostgreSQL and a chain. Only wheels that requirements/run.txt knows by
# their hash, and npm packages that package-lock.json knows by theirs.
FROM node:24-bookworm-slim AS modules
WORKDIR /build
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts --omit=dev --omit=optional

FROM python:3.12-slim-bookworm AS packages
COPY requirements/run.txt /tmp/run.txt
RUN python -m venv /opt/venv \
    && /opt/venv/bin/pip install --no-cache-dir --require-hashes --only-binary :all: -r /tmp/run.txt
COPY --from=modules /build/node_modules /build/node_modules
COPY scripts/assets.py /build/scripts/assets.py
RUN python /build/scripts/assets.py

FROM python:3.12-slim-bookworm
RUN groupadd --system --gid 10001 zhengben \
    && useradd --system --uid 10001 --gid zhengben --home-dir /data --no-create-home --shell /usr/sbin/nologin zhengben \
    && install -d -o zhengben -g zhengben -m 700 /data
COPY --from=packages /opt/venv /opt/venv
COPY ledger /app/ledger
COPY api /app/api
COPY --from=packages /build/api/web/static/vendor /app/api/web/static/vendor
COPY scripts/containers/service.sh /app/service.sh
COPY LICENSE NOTICE /app/
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONPATH=/app \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    ZHENGBEN_DATA=/data \
    ZHENGBEN_HOST=0.0.0.0 \
    ZHENGBEN_PORT=8000
USER zhengben
WORKDIR /data
VOLUME /data
EXPOSE 8000
# readyz answers 503 while the database or the chain is away.
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=6 \
    CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8000/readyz', timeout=4)"]
STOPSIGNAL SIGTERM
ENTRYPOINT ["/bin/sh", "/app/service.sh"]
CMD ["up"]
