# The web server and the worker: one image, two commands (docker-compose.yml). `--target gpu` adds what runs models.
FROM node:24-slim AS frontend
WORKDIR /build
COPY frontend/package.json frontend/package-lock.json frontend/.npmrc ./
RUN npm ci --no-fund --no-audit
COPY frontend/ ./
RUN npm run build

FROM python:3.11-slim AS packages
COPY requirements/web.txt /web.txt
RUN python -m venv /venv && /venv/bin/pip install --no-cache-dir --require-hashes -r /web.txt

FROM packages AS model-packages
COPY requirements/torch.txt requirements/model.txt /
RUN /venv/bin/pip install --no-cache-dir -r /torch.txt \
    && /venv/bin/pip install --no-cache-dir --no-deps --require-hashes -r /model.txt

FROM python:3.11-slim AS site
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 DEEPTRACE_DATA=/data
RUN useradd --system --uid 10001 deeptrace && install --directory --owner=deeptrace --mode=0750 /data
COPY --from=packages /venv /venv
WORKDIR /app
COPY manage.py ./
COPY scripts/ ./scripts/
COPY deeptrace_site/ ./deeptrace_site/
COPY models_service/ ./models_service/
COPY reviewers/ ./reviewers/
COPY annotations/ ./annotations/
COPY --from=frontend /build/dist ./frontend/dist
USER deeptrace
VOLUME /data
EXPOSE 8000
CMD ["gunicorn", "--config", "scripts/server/gunicorn.py", "deeptrace_site.wsgi"]

FROM site AS gpu
COPY --from=model-packages /venv /venv
ENV HF_HUB_OFFLINE=1
CMD ["celery", "--app", "deeptrace_site", "worker", "--queues", "gpu", "--concurrency", "1", "--pool", "solo", "--loglevel", "INFO"]

FROM site
