# The wheel is built in one image and installed in another, which holds no source and no build tools.
FROM python:3.12-slim AS build
WORKDIR /source
COPY . .
RUN pip wheel --no-cache-dir --no-deps --wheel-dir /wheel .

FROM python:3.12-slim
RUN useradd --system --uid 10001 --create-home warranty-graph
COPY constraints.txt /tmp/constraints.txt
COPY --from=build /wheel /tmp/wheel
RUN pip install --no-cache-dir --constraint /tmp/constraints.txt /tmp/wheel/*.whl \
    && rm -r /tmp/wheel /tmp/constraints.txt
USER warranty-graph
WORKDIR /home/warranty-graph
EXPOSE 8000
# /healthz needs no database: one that is away is no reason to restart the API.
HEALTHCHECK --interval=10s --timeout=5s --start-period=10s CMD ["python", "-c", \
    "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/healthz', timeout=3)"]
ENTRYPOINT ["warranty-graph"]
CMD ["serve"]
