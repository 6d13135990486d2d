# One image for every part: web, worker, scheduler, and the one-command way to run.
FROM python:3.12-slim

ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PYTHONPATH=/app MALLOC_ARENA_MAX=2

RUN useradd --system --uid 10001 --create-home --home-dir /data newsreader
WORKDIR /app

COPY requirements/run.txt requirements/run.txt
RUN pip install --no-cache-dir --require-hashes -r requirements/run.txt

COPY . .
# The files are collected here, once, because at run time nothing but /data is written.
# The key is for this command only, and the folder goes with it.
ENV STATIC_DIR=/app/static-collected
RUN python -m compileall -q articles feeds newsreader \
    && DATA_DIR=/tmp/build SECRET_KEY=only-to-collect-files-during-the-build \
       python manage.py collectstatic --noinput --verbosity 0 \
    && rm -rf /tmp/build

USER newsreader
ENV HOST=0.0.0.0 PORT=8000 DATA_DIR=/data
VOLUME /data
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 \
    CMD ["python", "-c", "import os, urllib.request as u; u.urlopen('http://127.0.0.1:' + os.environ['PORT'] + '/readyz', timeout=4)"]

# Everything in one container: SQLite, no broker. docker-compose.yml runs the parts.
CMD ["python", "manage.py", "run"]
