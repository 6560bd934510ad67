# Web server, worker, beat and migrations: one image, several commands (docker-compose.yml).
# `--target gpu` adds what runs models.
FROM node:24.19-slim AS frontend
WORKDIR /build
COPY frontend/package.json frontend/package-lock.json frontend/.npmrc ./
RUN npm ci --no-fund --no-audit
COPY frontend/ ./
RUN npm run build

FROM python:3.11-slim-bookworm AS packages
COPY requirements/web.txt /web.txt
RUN python -m venv /venv && /venv/bin/pip install --no-cache-dir --require-hashes -r /web.txt

FROM packages AS model-packages
COPY requirements/torch.txt requirements/model.txt /
RUN /venv/bin/pip install --no-cache-dir -r /torch.txt \
    && /venv/bin/pip install --no-cache-dir --no-deps --require-hashes -r /model.txt

FROM python:3.11-slim-bookworm AS runtime
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 HOME=/tmp DEEPTRACE_DATA=/data
RUN groupadd --system --gid 10001 deeptrace \
    && useradd --system --uid 10001 --gid deeptrace --no-create-home deeptrace \
    && install --directory --owner=deeptrace --group=deeptrace --mode=0750 /data /data/media /data/objects /static
WORKDIR /app
COPY manage.py ./
COPY scripts/server/ ./scripts/server/
COPY deeptrace_site/ ./deeptrace_site/
COPY models_service/ ./models_service/
COPY reviewers/ ./reviewers/
COPY annotations/ ./annotations/
COPY --from=frontend /build/dist ./frontend/dist
USER deeptrace
VOLUME ["/data", "/static"]
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=6 \
    CMD ["python", "scripts/server/health.py"]
CMD ["gunicorn", "--config", "scripts/server/gunicorn.py", "deeptrace_site.wsgi"]

FROM runtime AS gpu
COPY --from=model-packages /venv /venv
ENV HF_HUB_OFFLINE=1
USER deeptrace
HEALTHCHECK NONE
CMD ["celery", "--app", "deeptrace_site", "worker", "--queues", "gpu", "--concurrency", "1", "--pool", "solo", "--loglevel", "INFO"]

FROM runtime AS site
COPY --from=packages /venv /venv
USER deeptrace
