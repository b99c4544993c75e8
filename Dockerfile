# hadolint global ignore=DL3008
# The program on Debian 12, as a user without rights, with no developer's tool and no 68-point face model:
# the licence of that model's training pictures forbids commercial use, and KYC_DLIB=direct does not need it.
#
#   docker build -t kyc-pipeline .
#
# Debian's packages are not pinned: an image of yesterday's packages is one without today's security fixes.

FROM debian:12-slim AS build
RUN apt-get update \
    && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends \
        ca-certificates g++ python3 python3-dev python3-venv \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /src
COPY requirements.lock pyproject.toml ./
COPY deploy/locked.py deploy/
# The lock is complete, so nothing is resolved; --no-deps also keeps face-recognition from compiling dlib.
RUN python3 deploy/locked.py >run.lock \
    && python3 deploy/locked.py cython setuptools >build.lock \
    && python3 -m venv /opt/kyc \
    && python3 -m venv /opt/build \
    && /opt/kyc/bin/pip install --no-cache-dir --no-deps --require-hashes -r run.lock \
    && /opt/build/bin/pip install --no-cache-dir --no-deps --require-hashes -r build.lock \
    && find /opt/kyc -name shape_predictor_68_face_landmarks.dat -delete
COPY README.md LICENSE NOTICE ./
COPY kyc kyc
COPY flows flows
COPY watchlists watchlists
# The code lands in the image's environment as a wheel: no sources, no build tools, nothing to write to.
RUN /opt/build/bin/pip wheel --no-deps --no-build-isolation -w /tmp/wheel . \
    && /opt/kyc/bin/pip install --no-cache-dir --no-deps /tmp/wheel/*.whl \
    && /opt/kyc/bin/pip uninstall -q -y pip \
    && rm -rf /tmp/wheel

FROM debian:12-slim
RUN apt-get update \
    && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends \
        ca-certificates python3 \
        tesseract-ocr tesseract-ocr-ind tesseract-ocr-eng tesseract-ocr-osd \
        libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-liberation \
    && rm -rf /var/lib/apt/lists/* \
    && groupadd --gid 10001 kyc \
    && useradd --uid 10001 --gid kyc --home-dir /var/lib/kyc --no-create-home --shell /usr/sbin/nologin kyc \
    && install -d -m 0700 -o kyc -g kyc /var/lib/kyc /var/lib/prefect
COPY --from=build /opt/kyc /opt/kyc
ENV PATH=/opt/kyc/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    OMP_NUM_THREADS=1 \
    OMP_THREAD_LIMIT=1 \
    KYC_HOME=/var/lib/kyc \
    KYC_DLIB=direct
USER 10001:10001
WORKDIR /var/lib/kyc
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s --retries=3 \
    CMD ["python3", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
ENTRYPOINT ["kyc"]
CMD ["serve", "--host", "0.0.0.0"]
