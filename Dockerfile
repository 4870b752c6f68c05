# Build: everything is installed into /opt/dateline, the model included.
FROM python:3.11-slim AS build
WORKDIR /src
RUN python -m venv /opt/dateline
COPY constraints.txt pyproject.toml README.md LICENSE dateline.py ./
COPY indexer indexer
COPY service service
COPY eval eval
# PIP_ARGS may name a package index with PyTorch's CPU build, which is gigabytes smaller.
ARG PIP_ARGS=""
RUN /opt/dateline/bin/pip install --no-cache-dir $PIP_ARGS --constraint constraints.txt .
# Convert the packaged model once, so that containers start fast and write nothing but the index.
RUN XDG_CACHE_HOME=/opt/dateline/cache /opt/dateline/bin/python -c "from indexer.embed import create_embedder; create_embedder()"

FROM python:3.11-slim
RUN useradd --create-home --uid 10001 dateline && mkdir /data && chown dateline /data
COPY --from=build /opt/dateline /opt/dateline
COPY corpus /corpus
ENV PATH=/opt/dateline/bin:$PATH \
    XDG_CACHE_HOME=/opt/dateline/cache \
    DATELINE_INDEX=/data/index \
    HF_HUB_OFFLINE=1 \
    PYTHONUNBUFFERED=1
USER dateline
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s \
    CMD python -c "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/healthz', timeout=4)"
ENTRYPOINT ["dateline"]
CMD ["serve", "--host", "0.0.0.0", "--port", "8000"]
