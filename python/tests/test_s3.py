"""A repository in a bucket, on the server of the test run."""

import os
import uuid

import pytest
import session
from butler_arrow import Butler, MissingCollectionError

ENDPOINT = os.environ.get("BUTLER_TEST_S3_ENDPOINT")


@pytest.fixture
def bucket(monkeypatch):
    """A place of its own in the bucket."""
    if not ENDPOINT:
        pytest.skip("no S3 server runs beside the tests")
    for name, of in (("ENDPOINT_URL", "ENDPOINT"), ("ACCESS_KEY_ID", "KEY"), ("SECRET_ACCESS_KEY", "SECRET"), ("REGION", "REGION")):
        monkeypatch.setenv(f"AWS_{name}", os.environ[f"BUTLER_TEST_S3_{of}"])
    return f"s3://{os.environ['BUTLER_TEST_S3_BUCKET']}/python/{uuid.uuid4()}"


def test_the_documented_day_in_a_bucket(bucket, tmp_path):
    session.export(tmp_path)
    butler = Butler(Butler.makeRepo(f"{bucket}/first"), writeable=True)
    butler.import_(directory=tmp_path, filename="export.yaml", transfer="copy")
    butler = Butler(f"{bucket}/first", collections="shared/HSC/rerun/processCcdOutputs")
    refs = list(butler.registry.queryDatasets("calexp"))
    assert len(refs) == 33 and butler.getURI(refs[16]).startswith(f"{bucket}/first/shared/HSC/rerun/processCcdOutputs/calexp/")
    calexp = butler.getDirect(refs[16])
    assert calexp.image.array.shape == (10, 10) and calexp.visitInfo["exposureTime"] == 30.0
    assert len(butler.get("src", dataId=refs[16].dataId)) == 3 and butler.exists(refs[16])
    with butler.export(directory=tmp_path / "export", filename="exports.yaml", transfer="copy") as export:
        export.saveDatasets(butler.registry.queryDatasets("raw", collections=["HSC/raw/all"]))
    second = Butler(Butler.makeRepo(f"{bucket}/second"), writeable=True)
    second.import_(directory=tmp_path / "export", filename="exports.yaml", transfer="auto")
    assert len(list(second.registry.queryDatasets("raw", collections="HSC/raw/all"))) == 33
    with pytest.raises(MissingCollectionError):
        second.query_datasets("raw", "HSC/raw/none")


def test_what_is_not_in_the_bucket_is_said(bucket):
    with pytest.raises(FileNotFoundError, match="repository `s3://.*` does not exist"):
        Butler(f"{bucket}/nothing")
