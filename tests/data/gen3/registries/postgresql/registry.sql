SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;
SET default_tablespace = '';
SET default_table_access_method = heap;
CREATE TABLE public.butler_attributes (
    name text NOT NULL,
    value text NOT NULL
);
CREATE TABLE public.collection (
    collection_id bigint NOT NULL,
    name text NOT NULL,
    type smallint NOT NULL,
    doc text
);
CREATE TABLE public.collection_chain (
    parent bigint NOT NULL,
    "position" smallint NOT NULL,
    child bigint NOT NULL
);
CREATE SEQUENCE public.collection_seq_collection_id
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
CREATE TABLE public.collection_summary_dataset_type (
    collection_id bigint NOT NULL,
    dataset_type_id bigint NOT NULL
);
CREATE TABLE public.collection_summary_instrument (
    collection_id bigint NOT NULL,
    instrument character varying(32) NOT NULL
);
CREATE TABLE public.collection_summary_skymap (
    collection_id bigint NOT NULL,
    skymap text NOT NULL
);
CREATE TABLE public.dataset (
    id uuid NOT NULL,
    dataset_type_id bigint NOT NULL,
    ingest_date bigint NOT NULL,
    run_id bigint NOT NULL
);
CREATE TABLE public.dataset_calibs_00000004 (
    id bigint NOT NULL,
    dataset_type_id bigint NOT NULL,
    dataset_id uuid NOT NULL,
    collection_id bigint NOT NULL,
    instrument character varying(32) NOT NULL,
    detector bigint NOT NULL,
    timespan int8range DEFAULT '(,)'::int8range NOT NULL
);
CREATE SEQUENCE public.dataset_calibs_00000004_seq_id
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
CREATE TABLE public.dataset_location (
    datastore_name text NOT NULL,
    dataset_id uuid NOT NULL
);
CREATE TABLE public.dataset_location_trash (
    dataset_id uuid NOT NULL,
    datastore_name text NOT NULL
);
CREATE TABLE public.dataset_tags_00000001 (
    dataset_type_id bigint NOT NULL,
    dataset_id uuid NOT NULL,
    collection_id bigint NOT NULL,
    instrument character varying(32) NOT NULL,
    detector bigint NOT NULL,
    exposure bigint NOT NULL
);
CREATE TABLE public.dataset_tags_00000002 (
    dataset_type_id bigint NOT NULL,
    dataset_id uuid NOT NULL,
    collection_id bigint NOT NULL,
    instrument character varying(32) NOT NULL,
    detector bigint NOT NULL,
    visit bigint NOT NULL
);
CREATE TABLE public.dataset_tags_00000003 (
    dataset_type_id bigint NOT NULL,
    dataset_id uuid NOT NULL,
    collection_id bigint NOT NULL,
    band character varying(32) NOT NULL,
    skymap text NOT NULL,
    tract bigint NOT NULL,
    patch bigint NOT NULL
);
CREATE TABLE public.dataset_tags_00000004 (
    dataset_type_id bigint NOT NULL,
    dataset_id uuid NOT NULL,
    collection_id bigint NOT NULL,
    instrument character varying(32) NOT NULL,
    detector bigint NOT NULL
);
CREATE TABLE public.dataset_type (
    id bigint NOT NULL,
    name text NOT NULL,
    storage_class text NOT NULL,
    dimensions_key bigint NOT NULL,
    tag_association_table text NOT NULL,
    calibration_association_table text
);
CREATE SEQUENCE public.dataset_type_seq_id
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
CREATE TABLE public.day_obs (
    instrument character varying(32) NOT NULL,
    id bigint NOT NULL,
    timespan int8range
);
CREATE TABLE public.detector (
    instrument character varying(32) NOT NULL,
    id bigint NOT NULL,
    full_name character varying(32),
    name_in_raft character varying(32),
    raft character varying(32),
    purpose character varying(32)
);
CREATE TABLE public.dimension_graph_definition (
    dimension_graph_id bigint NOT NULL,
    dimension_name text NOT NULL
);
CREATE TABLE public.dimension_graph_key (
    id bigint NOT NULL
);
CREATE SEQUENCE public.dimension_graph_key_seq_id
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
CREATE TABLE public.exposure (
    instrument character varying(32) NOT NULL,
    id bigint NOT NULL,
    day_obs bigint NOT NULL,
    "group" text NOT NULL,
    physical_filter character varying(32) NOT NULL,
    obs_id text,
    exposure_time double precision,
    dark_time double precision,
    observation_type character varying(16),
    observation_reason text,
    seq_num bigint,
    seq_start bigint,
    seq_end bigint,
    target_name text,
    science_program text,
    tracking_ra double precision,
    tracking_dec double precision,
    sky_angle double precision,
    azimuth double precision,
    zenith_angle double precision,
    has_simulated boolean,
    can_see_sky boolean,
    timespan int8range
);
CREATE TABLE public.file_datastore_records (
    dataset_id uuid NOT NULL,
    path text NOT NULL,
    formatter text NOT NULL,
    storage_class text NOT NULL,
    component character varying(32) NOT NULL,
    checksum text,
    file_size bigint
);
CREATE TABLE public."group" (
    instrument character varying(32) NOT NULL,
    name text NOT NULL
);
CREATE TABLE public.instrument (
    name character varying(32) NOT NULL,
    visit_max bigint,
    visit_system bigint,
    exposure_max bigint,
    detector_max bigint,
    class_name text
);
CREATE TABLE public.opaque_meta (
    table_name text NOT NULL
);
CREATE TABLE public.patch (
    skymap text NOT NULL,
    tract bigint NOT NULL,
    id bigint NOT NULL,
    cell_x bigint,
    cell_y bigint,
    region text
);
CREATE TABLE public.patch_skypix_overlap (
    skypix_system character varying(16) NOT NULL,
    skypix_level smallint NOT NULL,
    skymap text NOT NULL,
    tract bigint NOT NULL,
    patch bigint NOT NULL,
    skypix_index bigint NOT NULL
);
CREATE TABLE public.patch_skypix_overlap_summary (
    skypix_system character varying(16) NOT NULL,
    skypix_level smallint NOT NULL,
    skymap text NOT NULL
);
CREATE TABLE public.patch_visit_detector_region_overlap (
    skymap text NOT NULL,
    instrument character varying(32) NOT NULL,
    tract bigint NOT NULL,
    patch bigint NOT NULL,
    detector bigint NOT NULL,
    visit bigint NOT NULL
);
CREATE TABLE public.patch_visit_detector_region_overlap_summary (
    skymap text NOT NULL,
    instrument character varying(32) NOT NULL
);
CREATE TABLE public.patch_visit_overlap (
    skymap text NOT NULL,
    instrument character varying(32) NOT NULL,
    tract bigint NOT NULL,
    patch bigint NOT NULL,
    visit bigint NOT NULL
);
CREATE TABLE public.patch_visit_overlap_summary (
    skymap text NOT NULL,
    instrument character varying(32) NOT NULL
);
CREATE TABLE public.physical_filter (
    instrument character varying(32) NOT NULL,
    name character varying(32) NOT NULL,
    band character varying(32) NOT NULL
);
CREATE TABLE public.run (
    collection_id bigint NOT NULL,
    host text,
    timespan int8range
);
CREATE TABLE public.skymap (
    name text NOT NULL,
    hash text,
    tract_max bigint,
    patch_nx_max bigint,
    patch_ny_max bigint
);
CREATE TABLE public.ssp_balanced_index (
    ssp_hypothesis_table text NOT NULL,
    id bigint NOT NULL
);
CREATE TABLE public.ssp_hypothesis_bundle (
    ssp_hypothesis_table text NOT NULL,
    id bigint NOT NULL
);
CREATE TABLE public.ssp_hypothesis_table (
    name text NOT NULL
);
CREATE TABLE public.subfilter (
    band character varying(32) NOT NULL,
    id bigint NOT NULL
);
CREATE TABLE public.tract (
    skymap text NOT NULL,
    id bigint NOT NULL,
    region text
);
CREATE TABLE public.tract_skypix_overlap (
    skypix_system character varying(16) NOT NULL,
    skypix_level smallint NOT NULL,
    skymap text NOT NULL,
    tract bigint NOT NULL,
    skypix_index bigint NOT NULL
);
CREATE TABLE public.tract_skypix_overlap_summary (
    skypix_system character varying(16) NOT NULL,
    skypix_level smallint NOT NULL,
    skymap text NOT NULL
);
CREATE TABLE public.tract_visit_detector_region_overlap (
    skymap text NOT NULL,
    instrument character varying(32) NOT NULL,
    tract bigint NOT NULL,
    detector bigint NOT NULL,
    visit bigint NOT NULL
);
CREATE TABLE public.tract_visit_detector_region_overlap_summary (
    skymap text NOT NULL,
    instrument character varying(32) NOT NULL
);
CREATE TABLE public.tract_visit_overlap (
    skymap text NOT NULL,
    instrument character varying(32) NOT NULL,
    tract bigint NOT NULL,
    visit bigint NOT NULL
);
CREATE TABLE public.tract_visit_overlap_summary (
    skymap text NOT NULL,
    instrument character varying(32) NOT NULL
);
CREATE TABLE public.visit (
    instrument character varying(32) NOT NULL,
    id bigint NOT NULL,
    day_obs bigint NOT NULL,
    physical_filter character varying(32) NOT NULL,
    name text,
    seq_num bigint,
    exposure_time double precision,
    target_name text,
    observation_reason text,
    science_program text,
    azimuth double precision,
    zenith_angle double precision,
    region text,
    timespan int8range
);
CREATE TABLE public.visit_definition (
    instrument character varying(32) NOT NULL,
    exposure bigint NOT NULL,
    visit bigint NOT NULL
);
CREATE TABLE public.visit_detector_region (
    instrument character varying(32) NOT NULL,
    detector bigint NOT NULL,
    visit bigint NOT NULL,
    region text
);
CREATE TABLE public.visit_detector_region_skypix_overlap (
    skypix_system character varying(16) NOT NULL,
    skypix_level smallint NOT NULL,
    instrument character varying(32) NOT NULL,
    detector bigint NOT NULL,
    visit bigint NOT NULL,
    skypix_index bigint NOT NULL
);
CREATE TABLE public.visit_detector_region_skypix_overlap_summary (
    skypix_system character varying(16) NOT NULL,
    skypix_level smallint NOT NULL,
    instrument character varying(32) NOT NULL
);
CREATE TABLE public.visit_skypix_overlap (
    skypix_system character varying(16) NOT NULL,
    skypix_level smallint NOT NULL,
    instrument character varying(32) NOT NULL,
    visit bigint NOT NULL,
    skypix_index bigint NOT NULL
);
CREATE TABLE public.visit_skypix_overlap_summary (
    skypix_system character varying(16) NOT NULL,
    skypix_level smallint NOT NULL,
    instrument character varying(32) NOT NULL
);
CREATE TABLE public.visit_system (
    instrument character varying(32) NOT NULL,
    id bigint NOT NULL,
    name character varying(32)
);
CREATE TABLE public.visit_system_membership (
    instrument character varying(32) NOT NULL,
    visit_system bigint NOT NULL,
    visit bigint NOT NULL
);
COPY public.butler_attributes (name, value) FROM stdin;
config:registry.managers.attributes	lsst.daf.butler.registry.attributes.DefaultButlerAttributeManager
version:lsst.daf.butler.registry.attributes.DefaultButlerAttributeManager	1.0.1
config:registry.managers.dimensions	lsst.daf.butler.registry.dimensions.static.StaticDimensionRecordStorageManager
version:lsst.daf.butler.registry.dimensions.static.StaticDimensionRecordStorageManager	6.0.2
config:registry.managers.collections	lsst.daf.butler.registry.collections.synthIntKey.SynthIntKeyCollectionManager
version:lsst.daf.butler.registry.collections.synthIntKey.SynthIntKeyCollectionManager	2.0.0
config:registry.managers.datasets	lsst.daf.butler.registry.datasets.byDimensions._manager.ByDimensionsDatasetRecordStorageManagerUUID
version:lsst.daf.butler.registry.datasets.byDimensions._manager.ByDimensionsDatasetRecordStorageManagerUUID	2.0.0
config:registry.managers.opaque	lsst.daf.butler.registry.opaque.ByNameOpaqueTableStorageManager
version:lsst.daf.butler.registry.opaque.ByNameOpaqueTableStorageManager	0.2.0
config:registry.managers.datastores	lsst.daf.butler.registry.bridge.monolithic.MonolithicDatastoreRegistryBridgeManager
version:lsst.daf.butler.registry.bridge.monolithic.MonolithicDatastoreRegistryBridgeManager	0.2.1
config:dimensions.json	{"version": 8, "namespace": "daf_butler", "skypix": {"common": "htm7", "htm": {"class": "lsst.sphgeom.HtmPixelization", "max_level": 24}, "healpix": {"class": "lsst.sphgeom.HealpixPixelization", "max_level": 17}}, "elements": {"instrument": {"doc": "An entity that produces observations.  An instrument defines a set of physical_filters and detectors and a numbering system for the exposures and visits that represent observations with it.\\n", "keys": [{"name": "name", "type": "string", "length": 32}], "metadata": [{"name": "visit_max", "type": "int", "doc": "Maximum value for the 'visit' field for visits associated with this instrument (exclusive).\\n"}, {"name": "visit_system", "type": "int", "doc": "The preferred visit system for this instrument.\\n"}, {"name": "exposure_max", "type": "int", "doc": "Maximum value for the 'exposure' field for exposures associated with this instrument (exclusive).\\n"}, {"name": "detector_max", "type": "int", "doc": "Maximum value for the 'detector' field for detectors associated with this instrument (exclusive).\\n"}, {"name": "class_name", "type": "string", "length": 64, "doc": "Full class name of the Instrument class associated with this instrument.\\n"}], "governor": true, "storage": {"cls": "lsst.daf.butler.registry.dimensions.governor.BasicGovernorDimensionRecordStorage"}}, "band": {"doc": "A filter that is not associated with a particular instrument.  An abstract filter can be used to relate similar physical filters, and is typically the filter associated with coadds.\\n", "keys": [{"name": "name", "type": "string", "length": 32}], "storage": {"cls": "lsst.daf.butler.registry.dimensions.caching.CachingDimensionRecordStorage", "nested": {"cls": "lsst.daf.butler.registry.dimensions.query.QueryDimensionRecordStorage", "view_of": "physical_filter"}}}, "physical_filter": {"doc": "A filter associated with a particular instrument.  physical_filters are used to identify datasets that can only be associated with a single observation.\\n", "keys": [{"name": "name", "type": "string", "length": 32}], "requires": ["instrument"], "implies": ["band"], "storage": {"cls": "lsst.daf.butler.registry.dimensions.caching.CachingDimensionRecordStorage", "nested": {"cls": "lsst.daf.butler.registry.dimensions.table.TableDimensionRecordStorage"}}}, "subfilter": {"doc": "A mathematical division of an band. Subfilters are used to model wavelength-dependent effects such as differential chromatic refraction.\\n", "keys": [{"name": "id", "type": "int"}], "requires": ["band"], "storage": {"cls": "lsst.daf.butler.registry.dimensions.caching.CachingDimensionRecordStorage", "nested": {"cls": "lsst.daf.butler.registry.dimensions.table.TableDimensionRecordStorage"}}}, "detector": {"doc": "A detector associated with a particular instrument (not an observation of that detector; that requires specifying an exposure or visit as well).\\n", "keys": [{"name": "id", "type": "int"}, {"name": "full_name", "type": "string", "length": 32}], "requires": ["instrument"], "metadata": [{"name": "name_in_raft", "type": "string", "length": 32}, {"name": "raft", "type": "string", "length": 32, "doc": "A string name for a group of detectors with an instrument-dependent interpretation.\\n"}, {"name": "purpose", "type": "string", "length": 32, "doc": "Role of the detector; typically one of \\"SCIENCE\\", \\"WAVEFRONT\\", or \\"GUIDE\\", though instruments may define additional values.\\n"}], "storage": {"cls": "lsst.daf.butler.registry.dimensions.caching.CachingDimensionRecordStorage", "nested": {"cls": "lsst.daf.butler.registry.dimensions.table.TableDimensionRecordStorage"}}}, "group": {"doc": "A group of observations defined at the time they were observed by the acquisition system.\\n", "keys": [{"name": "name", "type": "string", "length": 64}], "requires": ["instrument"], "storage": {"cls": "lsst.daf.butler.registry.dimensions.table.TableDimensionRecordStorage"}}, "day_obs": {"doc": "A day and night of observations that rolls over during daylight hours. The identifier is an decimal integer-concatenated date, i.e. YYYYMMDD, with the exact rollover time observatory-dependent.\\n", "keys": [{"name": "id", "type": "int"}], "requires": ["instrument"], "storage": {"cls": "lsst.daf.butler.registry.dimensions.table.TableDimensionRecordStorage"}}, "visit": {"doc": "A sequence of observations processed together, comprised of one or more exposures from the same instrument with the same pointing and physical_filter. The visit table contains metadata that is both meaningful only for science exposures and the same for all exposures in a visit.\\n", "keys": [{"name": "id", "type": "int"}, {"name": "name", "type": "string", "length": 64}], "requires": ["instrument"], "implies": ["physical_filter", "day_obs"], "metadata": [{"name": "seq_num", "type": "int", "doc": "The sequence number of the first exposure that is part of this visit.\\n"}, {"name": "exposure_time", "type": "float", "doc": "The total exposure time of the visit in seconds.  This should be equal to the sum of the exposure_time values for all constituent exposures (i.e. it should not include time between exposures).\\n"}, {"name": "target_name", "type": "string", "length": 64, "doc": "Object of interest for this visit or survey field name."}, {"name": "observation_reason", "type": "string", "length": 68, "doc": "The reason this visit was taken. (e.g. science, filter scan, unknown, various).\\n"}, {"name": "science_program", "type": "string", "length": 64, "doc": "Observing program (survey or proposal) identifier."}, {"name": "azimuth", "type": "float", "doc": "Approximate azimuth of the telescope in degrees during the visit. Can only be approximate since it is continually changing during an observation and multiple exposures can be combined from a relatively long period.\\n"}, {"name": "zenith_angle", "type": "float", "doc": "Approximate zenith angle in degrees during the visit. Can only be approximate since it is continuously changing during an observation and multiple exposures can be combined from a relatively long period.\\n"}], "storage": {"cls": "lsst.daf.butler.registry.dimensions.table.TableDimensionRecordStorage"}}, "exposure": {"doc": "An observation associated with a particular instrument.  All direct observations are identified with an exposure, but derived datasets that may be based on more than one exposure (e.g. multiple snaps) are typically identified with visits instead, even for instruments that don't have multiple exposures per visit.  As a result, instruments that don't have multiple exposures per visit will typically have visit entries that are essentially duplicates of their exposure entries.\\nThe exposure table contains metadata entries that are relevant for calibration exposures, and does not duplicate entries in visit that would be the same for all exposures within a visit with the exception of the exposure.group entry.\\n", "keys": [{"name": "id", "type": "int"}, {"name": "obs_id", "type": "string", "length": 64}], "requires": ["instrument"], "implies": ["physical_filter", "group", "day_obs"], "metadata": [{"name": "exposure_time", "type": "float", "doc": "Duration of the exposure with shutter open (seconds)."}, {"name": "dark_time", "type": "float", "doc": "Duration of the exposure with shutter closed (seconds)."}, {"name": "observation_type", "type": "string", "length": 16, "doc": "The observation type of this exposure (e.g. dark, bias, science)."}, {"name": "observation_reason", "type": "string", "length": 68, "doc": "The reason this observation was taken. (e.g. science, filter scan, unknown).\\n"}, {"name": "seq_num", "type": "int", "doc": "Counter for the observation within a larger sequence. Context of the sequence number is observatory specific. Can be a global counter or counter within day_obs.\\n"}, {"name": "seq_start", "type": "int", "doc": "Earliest sequence number that might be related to this exposure.\\n"}, {"name": "seq_end", "type": "int", "doc": "Oldest sequence number that might be related to this exposure.\\n"}, {"name": "target_name", "type": "string", "length": 64, "doc": "Object of interest for this observation or survey field name."}, {"name": "science_program", "type": "string", "length": 64, "doc": "Observing program (survey, proposal, engineering project) identifier.\\n"}, {"name": "tracking_ra", "type": "float", "doc": "Tracking ICRS Right Ascension of boresight in degrees. Can be NULL for observations that are not on sky.\\n"}, {"name": "tracking_dec", "type": "float", "doc": "Tracking ICRS Declination of boresight in degrees. Can be NULL for observations that are not on sky.\\n"}, {"name": "sky_angle", "type": "float", "doc": "Angle of the instrument focal plane on the sky in degrees. Can be NULL for observations that are not on sky, or for observations where the sky angle changes during the observation.\\n"}, {"name": "azimuth", "type": "float", "doc": "Azimuth of the telescope at the start of the exposure in degrees. Can be NULL for observations that are not on sky, or for observations where the azimuth is not relevant.\\n"}, {"name": "zenith_angle", "type": "float", "doc": "Angle in degrees from the zenith at the start of the exposure.\\n"}, {"name": "has_simulated", "type": "bool", "doc": "True if this exposure has some content that was simulated. This can be if the data itself were simulated or if parts of the header came from simulated systems, such as observations in the lab that are recorded as on-sky.\\n"}, {"name": "can_see_sky", "type": "bool", "doc": "True if the detector could see the sky during this exposure. This can be used to definitively determine whether an observation was on sky, taking into account dome state as well as camera shutter.\\n"}], "storage": {"cls": "lsst.daf.butler.registry.dimensions.table.TableDimensionRecordStorage"}}, "skymap": {"doc": "A set of tracts and patches that subdivide the sky into rectangular regions with simple projections and intentional overlaps.\\n", "keys": [{"name": "name", "type": "string", "length": 64}, {"name": "hash", "type": "hash", "nbytes": 40, "doc": "A hash of the skymap's parameters.\\n"}], "metadata": [{"name": "tract_max", "type": "int", "doc": "Maximum ID for tracts in this skymap, exclusive.\\n"}, {"name": "patch_nx_max", "type": "int", "doc": "Number of patches in the x direction in each tract.\\n"}, {"name": "patch_ny_max", "type": "int", "doc": "Number of patches in the y direction in each tract.\\n"}], "governor": true, "storage": {"cls": "lsst.daf.butler.registry.dimensions.governor.BasicGovernorDimensionRecordStorage"}}, "tract": {"doc": "A large rectangular region mapped to the sky with a single map projection, associated with a particular skymap.\\n", "keys": [{"name": "id", "type": "int"}], "requires": ["skymap"], "storage": {"cls": "lsst.daf.butler.registry.dimensions.table.TableDimensionRecordStorage"}}, "patch": {"doc": "A rectangular region within a tract.\\n", "keys": [{"name": "id", "type": "int"}], "requires": ["skymap", "tract"], "metadata": [{"name": "cell_x", "type": "int", "nullable": false, "doc": "Which column this patch occupies in the tract's grid of patches.\\n"}, {"name": "cell_y", "type": "int", "nullable": false, "doc": "Which row this patch occupies in the tract's grid of patches.\\n"}], "storage": {"cls": "lsst.daf.butler.registry.dimensions.table.TableDimensionRecordStorage"}}, "visit_detector_region": {"doc": "A many-to-many join table that provides region information for visit-detector combinations.\\n", "requires": ["visit", "detector"], "populated_by": "visit", "storage": {"cls": "lsst.daf.butler.registry.dimensions.table.TableDimensionRecordStorage"}}, "visit_system": {"doc": "A system of self-consistent visit definitions, within which each exposure should appear at most once.\\nA visit may belong to multiple visit systems, if the logical definitions for those systems happen to result in the same set of exposures - the main (and probably only) example is when a single-snap visit is observed, for which both the \\"one-to-one\\" visit system and a \\"group by header metadata\\" visit system will define the same single-exposure visit.\\n", "keys": [{"name": "id", "type": "int"}, {"name": "name", "type": "string", "length": 32}], "requires": ["instrument"], "storage": {"cls": "lsst.daf.butler.registry.dimensions.caching.CachingDimensionRecordStorage", "nested": {"cls": "lsst.daf.butler.registry.dimensions.table.TableDimensionRecordStorage"}}}, "visit_definition": {"doc": "A many-to-many join table that relates exposures to the visits they belong to.\\n", "requires": ["exposure", "visit"], "populated_by": "visit", "always_join": true, "storage": {"cls": "lsst.daf.butler.registry.dimensions.table.TableDimensionRecordStorage"}}, "visit_system_membership": {"doc": "A many-to-many join table that relates visits to the visit_systems they belong to.\\n", "requires": ["visit", "visit_system"], "populated_by": "visit", "always_join": true, "storage": {"cls": "lsst.daf.butler.registry.dimensions.table.TableDimensionRecordStorage"}}, "ssp_hypothesis_table": {"doc": "A partitioned set of hypothesized r, r', r'' over which the solar system pipelines (SSP) search in parallel for new solar system objects.\\n", "keys": [{"name": "name", "type": "string", "length": 64}], "storage": {"cls": "lsst.daf.butler.registry.dimensions.table.TableDimensionRecordStorage"}}, "ssp_hypothesis_bundle": {"doc": "A subset of hypothesized r, r', r'' over which a single quanta of HelioLinC searches for new SSOs.\\n", "keys": [{"name": "id", "type": "int"}], "requires": ["ssp_hypothesis_table"], "storage": {"cls": "lsst.daf.butler.registry.dimensions.table.TableDimensionRecordStorage"}}, "ssp_balanced_index": {"doc": "Dummy index for parallelization of linkPurify and other tasks.\\n", "keys": [{"name": "id", "type": "int"}], "requires": ["ssp_hypothesis_table"], "storage": {"cls": "lsst.daf.butler.registry.dimensions.table.TableDimensionRecordStorage"}}}, "topology": {"spatial": {"observation_regions": ["visit_detector_region", "visit"], "skymap_regions": ["patch", "tract"]}, "temporal": {"observation_timespans": ["exposure", "visit", "day_obs"]}}, "packers": {"visit_detector": {"fixed": ["instrument"], "dimensions": ["instrument", "visit", "detector"], "cls": "lsst.daf.butler.instrument.ObservationDimensionPacker"}, "exposure_detector": {"fixed": ["instrument"], "dimensions": ["instrument", "exposure", "detector"], "cls": "lsst.daf.butler.instrument.ObservationDimensionPacker"}, "tract_patch": {"fixed": ["skymap"], "dimensions": ["skymap", "tract", "patch"], "cls": "lsst.skymap.packers.SkyMapDimensionPacker"}, "tract_patch_band": {"fixed": ["skymap"], "dimensions": ["skymap", "tract", "patch", "band"], "cls": "lsst.skymap.packers.SkyMapDimensionPacker"}}}
\.
COPY public.collection (collection_id, name, type, doc) FROM stdin;
1	HSC/raw/all	1	\N
2	HSC/coadds	1	\N
3	HSC/calib/gen	1	\N
4	u/ref/run_000	1	\N
5	HSC/calib	4	\N
6	u/ref/tagged	2	\N
7	u/ref/all	3	\N
8	HSC/defaults	3	\N
9	HSC/calib/gen/0	1	\N
10	HSC/calib/gen/1	1	\N
11	HSC/calib/gen/2	1	\N
\.
COPY public.collection_chain (parent, "position", child) FROM stdin;
7	0	4
8	0	7
8	1	2
8	2	1
8	3	5
\.
COPY public.collection_summary_dataset_type (collection_id, dataset_type_id) FROM stdin;
1	1
4	2
4	3
2	4
9	5
5	5
10	5
11	5
6	2
\.
COPY public.collection_summary_instrument (collection_id, instrument) FROM stdin;
1	HSC
4	HSC
9	HSC
5	HSC
10	HSC
11	HSC
6	HSC
\.
COPY public.collection_summary_skymap (collection_id, skymap) FROM stdin;
2	rings
\.
COPY public.dataset (id, dataset_type_id, ingest_date, run_id) FROM stdin;
c3cfcdb6-14b5-59d8-b30b-e145c74401c9	1	1795933795975304000	1
b5c31253-fa9d-5fe8-b189-8f7b96cc04fc	1	1795933795975304000	1
276d9319-4129-5556-b342-bebc69f713e1	1	1795933795975304000	1
01a225fe-673c-75c3-9379-86eed172547e	2	1795933796615338000	4
01a225fe-673c-72ee-9fdd-fb37ef341b22	2	1795933796615338000	4
01a225fe-673c-7cfe-a0af-35bcc0ae1ad2	2	1795933796615338000	4
01a225fe-68c8-78c4-8166-e97dc1d79b7e	3	1795933796782564000	4
01a225fe-68ca-7f8d-a9c2-e780634df2c1	3	1795933796782564000	4
01a225fe-68ca-74ab-937f-868c16a13be0	3	1795933796782564000	4
01a225fe-69e4-7404-b87d-eae42190d25e	4	1795933797355073000	2
01a225fe-69e4-7342-8d4f-11b78358baad	4	1795933797355073000	2
01a225fe-69e4-78d7-ab8c-d71a96b19146	4	1795933797355073000	2
01a225fe-69e4-7168-9722-5a2c8a37153c	4	1795933797355073000	2
01a225fe-69e4-7b5d-b1cd-eae78c8736ed	4	1795933797355073000	2
01a225fe-69e4-772f-b9af-0fbe30990a48	4	1795933797355073000	2
01a225fe-69e4-7147-a474-df3285caf99e	4	1795933797355073000	2
01a225fe-69e4-7d71-bfed-948011587129	4	1795933797355073000	2
01a225fe-69e4-720b-b7ca-e17e64e72e87	4	1795933797355073000	2
01a225fe-69e4-7a2b-aa82-7d56daaf2f90	4	1795933797355073000	2
01a225fe-69e4-74cc-82dc-7eed08cc49ff	4	1795933797355073000	2
01a225fe-69e4-7e14-918b-dd9f62bdb8f5	4	1795933797355073000	2
01a225fe-69e4-7304-a534-5b99beaccac1	4	1795933797355073000	2
01a225fe-69e4-785b-81c2-663e22b3814d	4	1795933797355073000	2
01a225fe-69e4-758c-a90b-af0383987f58	4	1795933797355073000	2
01a225fe-69e4-7da5-b700-d24d663ed4d5	4	1795933797355073000	2
01a225fe-69e4-7ca4-b9f2-159fdabc6612	4	1795933797355073000	2
01a225fe-69e4-7fe7-8adf-b2d75708fd63	4	1795933797355073000	2
01a225fe-69e4-7492-8697-7f2843675d37	4	1795933797355073000	2
01a225fe-69e4-7be8-96b4-dfaa213f6379	4	1795933797355073000	2
01a225fe-69e4-77db-a0a7-4695624e52c7	4	1795933797355073000	2
01a225fe-69e4-7671-9dc2-c3abae8bd7da	4	1795933797355073000	2
01a225fe-69e4-7444-825d-36b771a91589	4	1795933797355073000	2
01a225fe-69e4-7353-a6cc-6ca6de59439c	4	1795933797355073000	2
01a225fe-69e4-799c-8bba-065e3524af9b	4	1795933797355073000	2
01a225fe-69e4-7c50-a91f-acaa6786d48a	4	1795933797355073000	2
01a225fe-69e4-7fea-8417-9ccd074b0c0b	4	1795933797355073000	2
01a225fe-69e4-7365-9051-d7d8ab5896b7	4	1795933797355073000	2
01a225fe-69e4-762c-850c-3ac4ba2e158e	4	1795933797355073000	2
01a225fe-69e4-73cb-a3b2-3c9e276be42b	4	1795933797355073000	2
01a225fe-69e4-7432-b720-2c26b4f14f67	4	1795933797355073000	2
01a225fe-69e4-79d4-a95e-cd4f82ee9a00	4	1795933797355073000	2
01a225fe-69e4-7fb9-b1f3-28bbb26eade2	4	1795933797355073000	2
01a225fe-69e4-72e1-b73b-6fabe55b9637	4	1795933797355073000	2
01a225fe-69e4-71bc-b8aa-e7ea123ca7ea	4	1795933797355073000	2
01a225fe-69e4-7e91-9eb3-120ed4bf9538	4	1795933797355073000	2
01a225fe-69e4-7bf3-b43c-64e6823b2013	4	1795933797355073000	2
01a225fe-69e4-7ee7-bd89-a17dbeb6e7c4	4	1795933797355073000	2
01a225fe-69e4-7834-a2d8-c8b4f2e60bf0	4	1795933797355073000	2
01a225fe-69e4-7508-8019-fd715ab062cb	4	1795933797355073000	2
01a225fe-69e4-7ecc-98be-b056462343de	4	1795933797355073000	2
01a225fe-69e4-719f-9ac2-693cc772f3ef	4	1795933797355073000	2
01a225fe-69e4-720d-84c7-66f9fc8d6fe4	4	1795933797355073000	2
01a225fe-69e4-7fb7-a14e-a2403e54e2fb	4	1795933797355073000	2
01a225fe-69e4-7c1c-a424-7b8dcb377136	4	1795933797355073000	2
01a225fe-69e4-7ffa-8cad-5153b6b674db	4	1795933797355073000	2
01a225fe-69e4-7c81-9ac2-71c1a1fcf79a	4	1795933797355073000	2
01a225fe-69e4-78ae-9277-942c0426e88c	4	1795933797355073000	2
01a225fe-69e5-74c3-92b5-c591a8920306	4	1795933797355073000	2
01a225fe-69e5-7ba9-a193-4dd3e4e9b854	4	1795933797355073000	2
01a225fe-69e5-7fc2-9695-adeb400aeecf	4	1795933797355073000	2
01a225fe-69e5-761f-ba02-b33aeaef4ecc	4	1795933797355073000	2
01a225fe-69e5-77c8-8be4-85f4617b40d9	4	1795933797355073000	2
01a225fe-69e5-7db1-9f33-7413c1848fbb	4	1795933797355073000	2
01a225fe-69e5-76b0-abe8-9bed9f6b5f50	4	1795933797355073000	2
01a225fe-69e5-72f8-a951-a0d4e4eb47ae	4	1795933797355073000	2
01a225fe-69e5-7319-b134-b61983fca397	4	1795933797355073000	2
01a225fe-69e5-7d9e-a8c2-b5505d08418d	4	1795933797355073000	2
01a225fe-69e5-751f-b6bc-1e4e6b8fa2a7	4	1795933797355073000	2
01a225fe-69e5-78a8-b263-db4dae64b02b	4	1795933797355073000	2
01a225fe-69e5-7ab4-94cf-3eea7ff723a6	4	1795933797355073000	2
01a225fe-69e5-7221-ab8b-fb2092e592b6	4	1795933797355073000	2
01a225fe-69e5-776e-be30-5a490329604e	4	1795933797355073000	2
01a225fe-69e5-7ce0-8cb7-ec0edbc709cc	4	1795933797355073000	2
01a225fe-69e5-77de-bfa7-6cdacaa59167	4	1795933797355073000	2
01a225fe-69e5-7cc5-bbae-ff1e9f62e67a	4	1795933797355073000	2
01a225fe-69e5-7fbd-9208-5786f98a556d	4	1795933797355073000	2
01a225fe-69e5-7dcc-b9f8-fe00d204ac78	4	1795933797355073000	2
01a225fe-69e5-7a37-a41c-5b0041dd50ef	4	1795933797355073000	2
01a225fe-69e5-7518-8c98-81c5009c9ea6	4	1795933797355073000	2
01a225fe-69e5-7d5e-8d7c-391fd4e07f11	4	1795933797355073000	2
01a225fe-69e5-75ee-b3bd-45b0f838ac89	4	1795933797355073000	2
01a225fe-69e5-79c1-9ccc-7c6c5070e33c	4	1795933797355073000	2
01a225fe-69e5-7f4f-bddb-f57ee1092ea6	4	1795933797355073000	2
01a225fe-69e5-7aa0-897e-ec5281e1bb7b	4	1795933797355073000	2
01a225fe-69e5-7125-b1a6-a1dc775dea6a	4	1795933797355073000	2
01a225fe-69e5-7aca-83c6-24e2f560a12d	4	1795933797355073000	2
01a225fe-69e5-7ae9-8b96-0dfc129ec266	4	1795933797355073000	2
01a225fe-69e5-766c-acd5-cf9993311900	4	1795933797355073000	2
01a225fe-69e5-7cc8-b22f-5c8b5d00bccc	4	1795933797355073000	2
01a225fe-69e5-782c-8ea9-85b8228049d8	4	1795933797355073000	2
01a225fe-69e5-78db-bfa3-2370b8a575cc	4	1795933797355073000	2
01a225fe-69e5-7564-bb3c-202bb2cca2d7	4	1795933797355073000	2
01a225fe-69e5-7769-978d-202d3697d0b3	4	1795933797355073000	2
01a225fe-69e5-7540-b066-3b53afc3e21a	4	1795933797355073000	2
01a225fe-69e5-7177-86dc-988dede0a94a	4	1795933797355073000	2
01a225fe-69e5-7657-a017-30fc7a083007	4	1795933797355073000	2
01a225fe-69e5-7bce-8143-2056fee48224	4	1795933797355073000	2
01a225fe-69e5-7332-9f82-977614a7547f	4	1795933797355073000	2
01a225fe-69e5-7058-aeb3-54e526a30366	4	1795933797355073000	2
01a225fe-69e5-7840-ac7e-0e4e688b1a0b	4	1795933797355073000	2
01a225fe-69e5-7718-bfcb-d8e1ae29a833	4	1795933797355073000	2
01a225fe-69e5-75ab-ba2a-031d5abe3697	4	1795933797355073000	2
01a225fe-69e5-7d7a-ae89-428e6444cf8a	4	1795933797355073000	2
01a225fe-69e5-7553-9968-9e5bc2cd6128	4	1795933797355073000	2
01a225fe-69e5-7bf8-890e-f8728a0921ac	4	1795933797355073000	2
01a225fe-69e5-7135-a290-19973c981355	4	1795933797355073000	2
01a225fe-69e5-7401-82a6-7a77a25eea42	4	1795933797355073000	2
01a225fe-69e5-7f6a-9286-c4cf7588a1ef	4	1795933797355073000	2
01a225fe-69e5-7816-80b6-ecefff7c5bff	4	1795933797355073000	2
01a225fe-69e5-735e-9580-8a967d5ed64b	4	1795933797355073000	2
01a225fe-69e5-79c5-9371-8675f9baeb71	4	1795933797355073000	2
01a225fe-69e5-76e5-a42f-5c51635ed2b6	4	1795933797355073000	2
01a225fe-69e5-770d-a8bc-50efe42ad407	4	1795933797355073000	2
01a225fe-69e5-725a-81cb-bf40dfe0baaa	4	1795933797355073000	2
01a225fe-69e6-72c6-abe2-11f789d2b7e4	4	1795933797355073000	2
01a225fe-69e6-7ee7-bec1-85277f8103bd	4	1795933797355073000	2
01a225fe-69e6-7c9a-b87a-bb80da4ded73	4	1795933797355073000	2
01a225fe-69e6-7e16-bc9a-90baf9e1ec82	4	1795933797355073000	2
01a225fe-69e6-787e-b81a-bfe73f5d6fc4	4	1795933797355073000	2
01a225fe-69e6-7eaa-bf03-f1f5cc749b81	4	1795933797355073000	2
01a225fe-69e6-790d-a60f-9f62e3715a21	4	1795933797355073000	2
01a225fe-69e6-7cde-8ec5-d3e2cfc004fb	4	1795933797355073000	2
01a225fe-69e6-78d0-a506-373ea9caefcb	4	1795933797355073000	2
01a225fe-69e6-755c-a6cc-ea9b113a11d1	4	1795933797355073000	2
01a225fe-69e6-7acc-8fc2-29b95db9b551	4	1795933797355073000	2
01a225fe-69e6-7238-9df1-836c02639f5a	4	1795933797355073000	2
01a225fe-69e6-7d7a-9fde-b1c6e30a1879	4	1795933797355073000	2
01a225fe-69e6-79d7-a911-cf40df79cb22	4	1795933797355073000	2
01a225fe-69e6-7f6f-a1fe-fc3f4bfcef1a	4	1795933797355073000	2
01a225fe-69e6-7c39-8de7-3cf70e94577b	4	1795933797355073000	2
01a225fe-69e6-7bc4-a9b2-bb307edffcb8	4	1795933797355073000	2
01a225fe-69e6-72c3-bf1b-240c3fd3fcab	4	1795933797355073000	2
01a225fe-69e6-7551-ba52-d746c330c9a8	4	1795933797355073000	2
01a225fe-69e6-7e2c-9ccf-3fe6018369e8	4	1795933797355073000	2
01a225fe-69e6-7be8-be5d-5c54df4699ac	4	1795933797355073000	2
01a225fe-69e6-766e-b8b0-aa04537d9a03	4	1795933797355073000	2
01a225fe-69e6-74eb-9a72-d42e06adc852	4	1795933797355073000	2
01a225fe-69e6-788f-8e1f-7b936831ad6d	4	1795933797355073000	2
01a225fe-69e6-7793-8097-3d980b32c971	4	1795933797355073000	2
01a225fe-69e6-7a0e-8f6f-b8b4d8a0364c	4	1795933797355073000	2
01a225fe-69e6-783e-a835-35c785dc673a	4	1795933797355073000	2
01a225fe-69e6-7d87-a20d-1dfaf7750dae	4	1795933797355073000	2
01a225fe-69e6-7261-8251-74297c038c4f	4	1795933797355073000	2
01a225fe-69e6-7f67-81eb-18d22054205e	4	1795933797355073000	2
01a225fe-69e6-7bff-95d1-d1f4cead36dc	4	1795933797355073000	2
01a225fe-69e6-7133-8c1c-c87c56f4a116	4	1795933797355073000	2
01a225fe-69e6-7ff2-9f17-b4a1c054a66f	4	1795933797355073000	2
01a225fe-69e6-7799-96ec-0a0162346e7d	4	1795933797355073000	2
01a225fe-69e6-7360-b931-d781a7a70f83	4	1795933797355073000	2
01a225fe-69e6-7666-8dec-383bc224b8a1	4	1795933797355073000	2
01a225fe-69e6-76e5-9fe9-f1b63719a83e	4	1795933797355073000	2
01a225fe-69e6-7250-b100-d311ff68e320	4	1795933797355073000	2
01a225fe-69e6-73b2-b875-3db6af1fa66d	4	1795933797355073000	2
01a225fe-69e6-7ef5-bd9a-21fa176b9283	4	1795933797355073000	2
01a225fe-69e6-7cb6-ab9f-c94d2fb291ba	4	1795933797355073000	2
01a225fe-69e6-7441-b88b-f5b5db9beb80	4	1795933797355073000	2
01a225fe-69e6-7112-955a-d513f509478a	4	1795933797355073000	2
01a225fe-69e6-7fa7-bdbf-a42048e3f887	4	1795933797355073000	2
01a225fe-69e6-715d-b8bb-84286df62098	4	1795933797355073000	2
01a225fe-69e6-721b-9432-e541af117ada	4	1795933797355073000	2
01a225fe-69e6-7a2e-bece-cb87db240fac	4	1795933797355073000	2
01a225fe-69e6-7c76-849d-12aebd392254	4	1795933797355073000	2
01a225fe-69e6-78bc-bf72-e07adaf4692a	4	1795933797355073000	2
01a225fe-69e6-7827-a1fd-807c1e130802	4	1795933797355073000	2
01a225fe-69e6-777f-83ba-fb1baab45d3d	4	1795933797355073000	2
01a225fe-69e6-7642-8dfb-9ded37c9821a	4	1795933797355073000	2
01a225fe-69e6-7a65-8612-1d8fb2d10baf	4	1795933797355073000	2
01a225fe-69e6-7476-8dc7-f57b2fba92e3	4	1795933797355073000	2
01a225fe-69e6-7b29-8092-ebb0eb078d10	4	1795933797355073000	2
01a225fe-69e7-778d-bc06-b9aa7a99c00c	4	1795933797355073000	2
01a225fe-69e7-73a8-9933-201966f0e61a	4	1795933797355073000	2
01a225fe-69e7-7cdd-8277-f7c78dbbe73b	4	1795933797355073000	2
01a225fe-69e7-767e-9f63-10d4b52d976a	4	1795933797355073000	2
01a225fe-69e7-789c-b82c-a0ed3b0908a2	4	1795933797355073000	2
01a225fe-69e7-7806-8fcf-8b4fa5ddf7ce	4	1795933797355073000	2
01a225fe-69e7-7eed-a0b3-ce38678a5841	4	1795933797355073000	2
01a225fe-69e7-7b46-8a43-6312e52017e1	4	1795933797355073000	2
01a225fe-69e7-7888-b33c-4845629a8e35	4	1795933797355073000	2
01a225fe-69e7-7dc2-9bc6-0924ba15bc59	4	1795933797355073000	2
01a225fe-69e7-7293-851a-bb520df90303	4	1795933797355073000	2
01a225fe-69e7-755f-ad12-0d7749f3cec5	4	1795933797355073000	2
01a225fe-69e7-79e1-8182-251958857fe1	4	1795933797355073000	2
01a225fe-69e7-76f2-8475-6624f84715ec	4	1795933797355073000	2
01a225fe-69e7-7e80-a47d-e2db8865d522	4	1795933797355073000	2
01a225fe-69e7-743d-ba44-6ee196eb1c33	4	1795933797355073000	2
01a225fe-69e7-76c7-a967-e660a7ae9d29	4	1795933797355073000	2
01a225fe-69e7-740b-9a7c-3bc245593cc1	4	1795933797355073000	2
01a225fe-69e7-7d2e-a767-f3e79916023d	4	1795933797355073000	2
01a225fe-69e7-7ca1-b4af-6ec609c4c37f	4	1795933797355073000	2
01a225fe-69e7-7b95-a5b6-e7918fa0d029	4	1795933797355073000	2
01a225fe-69e7-79c9-a80a-0bf50f866a21	4	1795933797355073000	2
01a225fe-69e7-7d3f-a7ae-b0d83e5ee07b	4	1795933797355073000	2
01a225fe-69e7-7bf0-987a-bc1987422c0b	4	1795933797355073000	2
01a225fe-69e7-706f-acb4-8f46c680e242	4	1795933797355073000	2
01a225fe-69e7-7fa5-ba4c-66db117ab991	4	1795933797355073000	2
01a225fe-69e7-7838-9328-375190ade454	4	1795933797355073000	2
01a225fe-69e7-7ad0-ad88-d9b25b8754e8	4	1795933797355073000	2
01a225fe-69e7-7ce7-a909-edc4eca00242	4	1795933797355073000	2
01a225fe-69e7-7c0f-abc5-4dc524aeda6a	4	1795933797355073000	2
01a225fe-69e7-7a0a-ab5d-5657fbabffc2	4	1795933797355073000	2
01a225fe-69e7-7424-8d98-cf1d5150b4e2	4	1795933797355073000	2
01a225fe-69e7-7f27-a143-ad02f3b15ca9	4	1795933797355073000	2
01a225fe-69e7-736a-a151-c923ad08fc8d	4	1795933797355073000	2
01a225fe-69e7-7e0f-800f-bf218cfc057a	4	1795933797355073000	2
01a225fe-69e7-7b5f-a93f-fd5a1b75b905	4	1795933797355073000	2
01a225fe-69e7-7b51-a4fb-21329861dd54	4	1795933797355073000	2
01a225fe-69e7-79b8-9abb-9cb7c4a68f1c	4	1795933797355073000	2
01a225fe-69e7-793e-b569-628586c60f7b	4	1795933797355073000	2
01a225fe-69e7-7d44-bafb-57745fb2fd89	4	1795933797355073000	2
01a225fe-69e7-7ec5-abd2-de37269427b0	4	1795933797355073000	2
01a225fe-69e7-7834-9fd7-813fa45e2057	4	1795933797355073000	2
01a225fe-69e7-7285-8148-344ed373deec	4	1795933797355073000	2
01a225fe-69e7-7be2-8ca2-7bd56d0880af	4	1795933797355073000	2
01a225fe-69e7-7160-9d76-ce8b43f18f40	4	1795933797355073000	2
01a225fe-69e7-7501-928d-df45e58cf35b	4	1795933797355073000	2
01a225fe-69e7-7e55-aeed-51987c901f63	4	1795933797355073000	2
01a225fe-69e7-76e3-8087-5a88b05fb032	4	1795933797355073000	2
01a225fe-69e7-7e32-80d6-1bc6d6b6d009	4	1795933797355073000	2
01a225fe-69e7-7315-b531-425abcc8d491	4	1795933797355073000	2
01a225fe-69e7-7774-8b4d-014596bd99d4	4	1795933797355073000	2
01a225fe-69e7-70a0-9ed0-db15042b76be	4	1795933797355073000	2
01a225fe-69e7-7792-b57c-0995297e4acf	4	1795933797355073000	2
01a225fe-69e7-7cc2-970c-a135a73837e8	4	1795933797355073000	2
01a225fe-69e7-752d-87d1-2b12e5ea67a8	4	1795933797355073000	2
01a225fe-69e7-7362-95f5-811683ed4ba4	4	1795933797355073000	2
01a225fe-69e7-7ba4-9fd4-4beb88ab2f9b	4	1795933797355073000	2
01a225fe-69e7-7d12-82df-0753d7c8c25d	4	1795933797355073000	2
01a225fe-69e7-7a90-b2c7-7bbbd066030d	4	1795933797355073000	2
01a225fe-69e7-792d-895d-86341c3dde12	4	1795933797355073000	2
01a225fe-69e7-7c48-a914-8af450dcc8ac	4	1795933797355073000	2
01a225fe-69e7-774b-a1ac-b1700afe7ff6	4	1795933797355073000	2
01a225fe-69e7-708d-b48b-c425941422e1	4	1795933797355073000	2
01a225fe-69e7-7430-ba8a-6496dfc4327e	4	1795933797355073000	2
01a225fe-69e8-7ad9-82b0-c787a1315c5b	4	1795933797355073000	2
01a225fe-69e8-7257-b2d6-f009ebbb64c4	4	1795933797355073000	2
01a225fe-69e8-794c-8700-75d7849acbe0	4	1795933797355073000	2
01a225fe-69e8-7012-ae95-9fe532c7d32a	4	1795933797355073000	2
01a225fe-69e8-79ae-b23d-6b4db3fe4da6	4	1795933797355073000	2
01a225fe-69e8-799f-ac85-302a11c1a6d3	4	1795933797355073000	2
01a225fe-69e8-7c08-88d1-f90373d06ebf	4	1795933797355073000	2
01a225fe-69e8-7bcd-a309-a39195c4921f	4	1795933797355073000	2
01a225fe-69e8-7fe2-81b2-7ee82bdf706c	4	1795933797355073000	2
01a225fe-69e8-7814-b79d-3ba2dc96762b	4	1795933797355073000	2
01a225fe-69e8-7176-a655-96203abfd0a4	4	1795933797355073000	2
01a225fe-69e8-7072-bc9e-84d147934c37	4	1795933797355073000	2
01a225fe-69e8-779a-9a23-31a87f5f34fa	4	1795933797355073000	2
01a225fe-69e8-752f-adce-6dcd650f691b	4	1795933797355073000	2
01a225fe-69e8-7768-a3d9-3b70307c08ec	4	1795933797355073000	2
01a225fe-69e8-790f-ad2d-073e2baaf475	4	1795933797355073000	2
01a225fe-69e8-7fb8-abb4-8856b7f148f2	4	1795933797355073000	2
01a225fe-69e8-76b0-a923-0f37b6836b88	4	1795933797355073000	2
01a225fe-69e8-7b19-b29f-4c5506f0bfcc	4	1795933797355073000	2
01a225fe-69e8-74ac-8635-5d781418d635	4	1795933797355073000	2
01a225fe-69e8-7c71-a35b-8a6e674ae20b	4	1795933797355073000	2
01a225fe-69e8-7243-90c8-8e91f5228dac	4	1795933797355073000	2
01a225fe-69e8-7095-a8f3-7ff5e135cb11	4	1795933797355073000	2
01a225fe-69e8-7fb0-951a-bbcc598d4299	4	1795933797355073000	2
01a225fe-69e8-74f0-9ad9-e98b3c160eeb	4	1795933797355073000	2
01a225fe-69e8-7400-b386-8c7a40ea4724	4	1795933797355073000	2
01a225fe-69e8-7ade-8e9e-90ed3ea2f5b0	4	1795933797355073000	2
01a225fe-69e8-7c11-b7c9-478c891e035f	4	1795933797355073000	2
01a225fe-69e8-7d11-9a73-5dd9a40df539	4	1795933797355073000	2
01a225fe-69e8-7783-8158-aae2efc3151e	4	1795933797355073000	2
01a225fe-69e8-7fba-8d52-94863c9f78f1	4	1795933797355073000	2
01a225fe-69e8-7c27-9721-865b33f55c1e	4	1795933797355073000	2
01a225fe-69e8-7ece-b0e8-28271522d5b1	4	1795933797355073000	2
01a225fe-69e8-7ba6-957a-bef27bb81c50	4	1795933797355073000	2
01a225fe-69e8-702b-89c9-738e6ed16bcf	4	1795933797355073000	2
01a225fe-69e8-7798-865f-6e645ab7480b	4	1795933797355073000	2
01a225fe-69e8-7754-a848-8e96b17e9cee	4	1795933797355073000	2
01a225fe-69e8-77b2-b1ae-a9e8b7181d59	4	1795933797355073000	2
01a225fe-69e8-7e46-adf1-f5d9e06bf9cf	4	1795933797355073000	2
01a225fe-69e8-7c80-9219-eb8299fb267e	4	1795933797355073000	2
01a225fe-69e8-7d49-b734-327be8b3667a	4	1795933797355073000	2
01a225fe-69e8-73d1-b93f-f830b450165b	4	1795933797355073000	2
01a225fe-69e8-779f-86f8-a6a422523752	4	1795933797355073000	2
01a225fe-69e8-7b16-afe2-823c9cc18f33	4	1795933797355073000	2
01a225fe-69e8-7d4d-83a8-5359e00d058a	4	1795933797355073000	2
01a225fe-69e8-73c8-b264-d619d427c2ea	4	1795933797355073000	2
01a225fe-6a16-7d1b-8146-d692850367b3	4	1795933797355073000	2
01a225fe-6a16-792d-ab0c-d91873ba6c08	4	1795933797355073000	2
01a225fe-6a16-7642-9b16-245771c3dbc8	4	1795933797355073000	2
01a225fe-6a16-7d5d-a705-5845b47953bd	4	1795933797355073000	2
01a225fe-6a16-7d59-ad2f-48ffd0eb164c	4	1795933797355073000	2
01a225fe-6a16-71a6-94ec-af2a5173593c	4	1795933797355073000	2
01a225fe-6a16-74d0-8cb6-42c22a78d7f6	4	1795933797355073000	2
01a225fe-6a17-7ff4-aa83-33ab8c019acd	4	1795933797355073000	2
01a225fe-6a17-7646-a8a9-b7525f0744ec	4	1795933797355073000	2
01a225fe-6a17-7a5d-b921-96a0d551b491	4	1795933797355073000	2
01a225fe-6a17-7a71-b9c4-dd7d770cd6c9	4	1795933797355073000	2
01a225fe-6a17-7712-9dac-9c94ccae9af5	4	1795933797355073000	2
01a225fe-6a17-7437-9248-488a98d8d2c8	4	1795933797355073000	2
01a225fe-6a17-733c-bbe8-0408fc2491c2	4	1795933797355073000	2
01a225fe-6a17-7993-bf32-5944ed9252fd	4	1795933797355073000	2
01a225fe-6a17-720e-8645-52781a7c5f46	4	1795933797355073000	2
01a225fe-6a17-73f5-a249-5a5051d5db38	4	1795933797355073000	2
01a225fe-6a17-7b49-96c1-f337de6e1e4b	4	1795933797355073000	2
01a225fe-6a17-7ef6-ac98-592c5735d41e	4	1795933797355073000	2
01a225fe-6a17-74a4-9889-7ae86dd8c91d	4	1795933797355073000	2
01a225fe-6a17-7535-86d2-03e536ed386b	4	1795933797355073000	2
01a225fe-6a17-7b3a-9bb8-78cff28064a9	4	1795933797355073000	2
01a225fe-6a17-711a-8b22-d7f27c5fbc21	4	1795933797355073000	2
01a225fe-6a17-7d5b-b028-f7b2353c4192	4	1795933797355073000	2
01a225fe-6a17-7cd1-98ad-045e758bc247	4	1795933797355073000	2
01a225fe-6a17-7758-9dda-65a1d97cf996	4	1795933797355073000	2
01a225fe-6a17-7bb9-ae26-941345977da5	4	1795933797355073000	2
01a225fe-6a17-7050-9616-02a8ad85aa7a	4	1795933797355073000	2
01a225fe-6a17-7a37-8746-4a5d42e62c30	4	1795933797355073000	2
01a225fe-6a17-7fa4-b182-7f4afa404979	4	1795933797355073000	2
01a225fe-6a17-7230-98c1-e72dd51f715d	4	1795933797355073000	2
01a225fe-6a17-727d-abad-424f0fa34d23	4	1795933797355073000	2
01a225fe-6a17-7211-ae11-096791627f25	4	1795933797355073000	2
01a225fe-6a17-76ad-a199-5a93d8095c0e	4	1795933797355073000	2
01a225fe-6a17-7bb8-807c-a4b97da85ac0	4	1795933797355073000	2
01a225fe-6a17-7229-92bf-bfc54e6c1b49	4	1795933797355073000	2
01a225fe-6a17-7e87-9bfe-afea051c65ed	4	1795933797355073000	2
01a225fe-6a17-7fc7-a8d6-55471650daa3	4	1795933797355073000	2
01a225fe-6a17-799f-b4b7-3f6479446f4a	4	1795933797355073000	2
01a225fe-6a17-7433-959e-549100f6c344	4	1795933797355073000	2
01a225fe-6a17-7aad-9312-9e92de61ab99	4	1795933797355073000	2
01a225fe-6a17-73bd-a74a-ee48b3b01cf1	4	1795933797355073000	2
01a225fe-6a17-7106-9c23-3264c98b0d87	4	1795933797355073000	2
01a225fe-6a17-7754-a1fb-dce815fd648b	4	1795933797355073000	2
01a225fe-6a17-7a7b-9e79-cca18b1cc832	4	1795933797355073000	2
01a225fe-6a17-70eb-8941-7fe1ff286b76	4	1795933797355073000	2
01a225fe-6a17-716a-80e7-c5ed4defbea8	4	1795933797355073000	2
01a225fe-6a17-76c6-93f0-d9105d93869e	4	1795933797355073000	2
01a225fe-6a17-7f5a-8e0a-e518ee70ffeb	4	1795933797355073000	2
01a225fe-6a17-720b-a498-0017db7c8f8c	4	1795933797355073000	2
01a225fe-6dc9-7a54-8c37-2263907b0c6f	5	1795933798132464000	9
01a225fe-6dc9-750b-b6f7-120c0ffdf70d	5	1795933798132464000	9
01a225fe-6dc9-7151-9207-42f278267130	5	1795933798132464000	9
01a225fe-70e3-7eff-b4d4-535608feb39f	5	1795933798833967000	10
01a225fe-70e3-7f0b-b31d-f46edd5ae01e	5	1795933798833967000	10
01a225fe-70e3-7019-aa55-ec56a44d2fb1	5	1795933798833967000	10
01a225fe-72ba-7847-b183-3133058f3d37	5	1795933799239665000	11
01a225fe-72ba-7204-af1a-f0322558bc2c	5	1795933799239665000	11
01a225fe-72ba-7e36-8af1-0b7e90a6266a	5	1795933799239665000	11
\.
COPY public.dataset_calibs_00000004 (id, dataset_type_id, dataset_id, collection_id, instrument, detector, timespan) FROM stdin;
1	5	01a225fe-6dc9-7a54-8c37-2263907b0c6f	5	HSC	0	[1420070400000000000,1420934400000000000)
2	5	01a225fe-6dc9-750b-b6f7-120c0ffdf70d	5	HSC	1	[1420070400000000000,1420934400000000000)
3	5	01a225fe-6dc9-7151-9207-42f278267130	5	HSC	2	[1420070400000000000,1420934400000000000)
4	5	01a225fe-70e3-7eff-b4d4-535608feb39f	5	HSC	0	[1420934400000000000,1421798400000000000)
5	5	01a225fe-70e3-7f0b-b31d-f46edd5ae01e	5	HSC	1	[1420934400000000000,1421798400000000000)
6	5	01a225fe-70e3-7019-aa55-ec56a44d2fb1	5	HSC	2	[1420934400000000000,1421798400000000000)
7	5	01a225fe-72ba-7847-b183-3133058f3d37	5	HSC	0	[1421798400000000000,1422662400000000000)
8	5	01a225fe-72ba-7204-af1a-f0322558bc2c	5	HSC	1	[1421798400000000000,1422662400000000000)
9	5	01a225fe-72ba-7e36-8af1-0b7e90a6266a	5	HSC	2	[1421798400000000000,1422662400000000000)
\.
COPY public.dataset_location (datastore_name, dataset_id) FROM stdin;
FileDatastore@<butlerRoot>	c3cfcdb6-14b5-59d8-b30b-e145c74401c9
FileDatastore@<butlerRoot>	b5c31253-fa9d-5fe8-b189-8f7b96cc04fc
FileDatastore@<butlerRoot>	276d9319-4129-5556-b342-bebc69f713e1
FileDatastore@<butlerRoot>	01a225fe-673c-75c3-9379-86eed172547e
FileDatastore@<butlerRoot>	01a225fe-673c-72ee-9fdd-fb37ef341b22
FileDatastore@<butlerRoot>	01a225fe-673c-7cfe-a0af-35bcc0ae1ad2
FileDatastore@<butlerRoot>	01a225fe-68c8-78c4-8166-e97dc1d79b7e
FileDatastore@<butlerRoot>	01a225fe-68ca-7f8d-a9c2-e780634df2c1
FileDatastore@<butlerRoot>	01a225fe-68ca-74ab-937f-868c16a13be0
FileDatastore@<butlerRoot>	01a225fe-69e4-7404-b87d-eae42190d25e
FileDatastore@<butlerRoot>	01a225fe-69e4-7342-8d4f-11b78358baad
FileDatastore@<butlerRoot>	01a225fe-69e4-78d7-ab8c-d71a96b19146
FileDatastore@<butlerRoot>	01a225fe-69e4-7168-9722-5a2c8a37153c
FileDatastore@<butlerRoot>	01a225fe-69e4-7b5d-b1cd-eae78c8736ed
FileDatastore@<butlerRoot>	01a225fe-69e4-772f-b9af-0fbe30990a48
FileDatastore@<butlerRoot>	01a225fe-69e4-7147-a474-df3285caf99e
FileDatastore@<butlerRoot>	01a225fe-69e4-7d71-bfed-948011587129
FileDatastore@<butlerRoot>	01a225fe-69e4-720b-b7ca-e17e64e72e87
FileDatastore@<butlerRoot>	01a225fe-69e4-7a2b-aa82-7d56daaf2f90
FileDatastore@<butlerRoot>	01a225fe-69e4-74cc-82dc-7eed08cc49ff
FileDatastore@<butlerRoot>	01a225fe-69e4-7e14-918b-dd9f62bdb8f5
FileDatastore@<butlerRoot>	01a225fe-69e4-7304-a534-5b99beaccac1
FileDatastore@<butlerRoot>	01a225fe-69e4-785b-81c2-663e22b3814d
FileDatastore@<butlerRoot>	01a225fe-69e4-758c-a90b-af0383987f58
FileDatastore@<butlerRoot>	01a225fe-69e4-7da5-b700-d24d663ed4d5
FileDatastore@<butlerRoot>	01a225fe-69e4-7ca4-b9f2-159fdabc6612
FileDatastore@<butlerRoot>	01a225fe-69e4-7fe7-8adf-b2d75708fd63
FileDatastore@<butlerRoot>	01a225fe-69e4-7492-8697-7f2843675d37
FileDatastore@<butlerRoot>	01a225fe-69e4-7be8-96b4-dfaa213f6379
FileDatastore@<butlerRoot>	01a225fe-69e4-77db-a0a7-4695624e52c7
FileDatastore@<butlerRoot>	01a225fe-69e4-7671-9dc2-c3abae8bd7da
FileDatastore@<butlerRoot>	01a225fe-69e4-7444-825d-36b771a91589
FileDatastore@<butlerRoot>	01a225fe-69e4-7353-a6cc-6ca6de59439c
FileDatastore@<butlerRoot>	01a225fe-69e4-799c-8bba-065e3524af9b
FileDatastore@<butlerRoot>	01a225fe-69e4-7c50-a91f-acaa6786d48a
FileDatastore@<butlerRoot>	01a225fe-69e4-7fea-8417-9ccd074b0c0b
FileDatastore@<butlerRoot>	01a225fe-69e4-7365-9051-d7d8ab5896b7
FileDatastore@<butlerRoot>	01a225fe-69e4-762c-850c-3ac4ba2e158e
FileDatastore@<butlerRoot>	01a225fe-69e4-73cb-a3b2-3c9e276be42b
FileDatastore@<butlerRoot>	01a225fe-69e4-7432-b720-2c26b4f14f67
FileDatastore@<butlerRoot>	01a225fe-69e4-79d4-a95e-cd4f82ee9a00
FileDatastore@<butlerRoot>	01a225fe-69e4-7fb9-b1f3-28bbb26eade2
FileDatastore@<butlerRoot>	01a225fe-69e4-72e1-b73b-6fabe55b9637
FileDatastore@<butlerRoot>	01a225fe-69e4-71bc-b8aa-e7ea123ca7ea
FileDatastore@<butlerRoot>	01a225fe-69e4-7e91-9eb3-120ed4bf9538
FileDatastore@<butlerRoot>	01a225fe-69e4-7bf3-b43c-64e6823b2013
FileDatastore@<butlerRoot>	01a225fe-69e4-7ee7-bd89-a17dbeb6e7c4
FileDatastore@<butlerRoot>	01a225fe-69e4-7834-a2d8-c8b4f2e60bf0
FileDatastore@<butlerRoot>	01a225fe-69e4-7508-8019-fd715ab062cb
FileDatastore@<butlerRoot>	01a225fe-69e4-7ecc-98be-b056462343de
FileDatastore@<butlerRoot>	01a225fe-69e4-719f-9ac2-693cc772f3ef
FileDatastore@<butlerRoot>	01a225fe-69e4-720d-84c7-66f9fc8d6fe4
FileDatastore@<butlerRoot>	01a225fe-69e4-7fb7-a14e-a2403e54e2fb
FileDatastore@<butlerRoot>	01a225fe-69e4-7c1c-a424-7b8dcb377136
FileDatastore@<butlerRoot>	01a225fe-69e4-7ffa-8cad-5153b6b674db
FileDatastore@<butlerRoot>	01a225fe-69e4-7c81-9ac2-71c1a1fcf79a
FileDatastore@<butlerRoot>	01a225fe-69e4-78ae-9277-942c0426e88c
FileDatastore@<butlerRoot>	01a225fe-69e5-74c3-92b5-c591a8920306
FileDatastore@<butlerRoot>	01a225fe-69e5-7ba9-a193-4dd3e4e9b854
FileDatastore@<butlerRoot>	01a225fe-69e5-7fc2-9695-adeb400aeecf
FileDatastore@<butlerRoot>	01a225fe-69e5-761f-ba02-b33aeaef4ecc
FileDatastore@<butlerRoot>	01a225fe-69e5-77c8-8be4-85f4617b40d9
FileDatastore@<butlerRoot>	01a225fe-69e5-7db1-9f33-7413c1848fbb
FileDatastore@<butlerRoot>	01a225fe-69e5-76b0-abe8-9bed9f6b5f50
FileDatastore@<butlerRoot>	01a225fe-69e5-72f8-a951-a0d4e4eb47ae
FileDatastore@<butlerRoot>	01a225fe-69e5-7319-b134-b61983fca397
FileDatastore@<butlerRoot>	01a225fe-69e5-7d9e-a8c2-b5505d08418d
FileDatastore@<butlerRoot>	01a225fe-69e5-751f-b6bc-1e4e6b8fa2a7
FileDatastore@<butlerRoot>	01a225fe-69e5-78a8-b263-db4dae64b02b
FileDatastore@<butlerRoot>	01a225fe-69e5-7ab4-94cf-3eea7ff723a6
FileDatastore@<butlerRoot>	01a225fe-69e5-7221-ab8b-fb2092e592b6
FileDatastore@<butlerRoot>	01a225fe-69e5-776e-be30-5a490329604e
FileDatastore@<butlerRoot>	01a225fe-69e5-7ce0-8cb7-ec0edbc709cc
FileDatastore@<butlerRoot>	01a225fe-69e5-77de-bfa7-6cdacaa59167
FileDatastore@<butlerRoot>	01a225fe-69e5-7cc5-bbae-ff1e9f62e67a
FileDatastore@<butlerRoot>	01a225fe-69e5-7fbd-9208-5786f98a556d
FileDatastore@<butlerRoot>	01a225fe-69e5-7dcc-b9f8-fe00d204ac78
FileDatastore@<butlerRoot>	01a225fe-69e5-7a37-a41c-5b0041dd50ef
FileDatastore@<butlerRoot>	01a225fe-69e5-7518-8c98-81c5009c9ea6
FileDatastore@<butlerRoot>	01a225fe-69e5-7d5e-8d7c-391fd4e07f11
FileDatastore@<butlerRoot>	01a225fe-69e5-75ee-b3bd-45b0f838ac89
FileDatastore@<butlerRoot>	01a225fe-69e5-79c1-9ccc-7c6c5070e33c
FileDatastore@<butlerRoot>	01a225fe-69e5-7f4f-bddb-f57ee1092ea6
FileDatastore@<butlerRoot>	01a225fe-69e5-7aa0-897e-ec5281e1bb7b
FileDatastore@<butlerRoot>	01a225fe-69e5-7125-b1a6-a1dc775dea6a
FileDatastore@<butlerRoot>	01a225fe-69e5-7aca-83c6-24e2f560a12d
FileDatastore@<butlerRoot>	01a225fe-69e5-7ae9-8b96-0dfc129ec266
FileDatastore@<butlerRoot>	01a225fe-69e5-766c-acd5-cf9993311900
FileDatastore@<butlerRoot>	01a225fe-69e5-7cc8-b22f-5c8b5d00bccc
FileDatastore@<butlerRoot>	01a225fe-69e5-782c-8ea9-85b8228049d8
FileDatastore@<butlerRoot>	01a225fe-69e5-78db-bfa3-2370b8a575cc
FileDatastore@<butlerRoot>	01a225fe-69e5-7564-bb3c-202bb2cca2d7
FileDatastore@<butlerRoot>	01a225fe-69e5-7769-978d-202d3697d0b3
FileDatastore@<butlerRoot>	01a225fe-69e5-7540-b066-3b53afc3e21a
FileDatastore@<butlerRoot>	01a225fe-69e5-7177-86dc-988dede0a94a
FileDatastore@<butlerRoot>	01a225fe-69e5-7657-a017-30fc7a083007
FileDatastore@<butlerRoot>	01a225fe-69e5-7bce-8143-2056fee48224
FileDatastore@<butlerRoot>	01a225fe-69e5-7332-9f82-977614a7547f
FileDatastore@<butlerRoot>	01a225fe-69e5-7058-aeb3-54e526a30366
FileDatastore@<butlerRoot>	01a225fe-69e5-7840-ac7e-0e4e688b1a0b
FileDatastore@<butlerRoot>	01a225fe-69e5-7718-bfcb-d8e1ae29a833
FileDatastore@<butlerRoot>	01a225fe-69e5-75ab-ba2a-031d5abe3697
FileDatastore@<butlerRoot>	01a225fe-69e5-7d7a-ae89-428e6444cf8a
FileDatastore@<butlerRoot>	01a225fe-69e5-7553-9968-9e5bc2cd6128
FileDatastore@<butlerRoot>	01a225fe-69e5-7bf8-890e-f8728a0921ac
FileDatastore@<butlerRoot>	01a225fe-69e5-7135-a290-19973c981355
FileDatastore@<butlerRoot>	01a225fe-69e5-7401-82a6-7a77a25eea42
FileDatastore@<butlerRoot>	01a225fe-69e5-7f6a-9286-c4cf7588a1ef
FileDatastore@<butlerRoot>	01a225fe-69e5-7816-80b6-ecefff7c5bff
FileDatastore@<butlerRoot>	01a225fe-69e5-735e-9580-8a967d5ed64b
FileDatastore@<butlerRoot>	01a225fe-69e5-79c5-9371-8675f9baeb71
FileDatastore@<butlerRoot>	01a225fe-69e5-76e5-a42f-5c51635ed2b6
FileDatastore@<butlerRoot>	01a225fe-69e5-770d-a8bc-50efe42ad407
FileDatastore@<butlerRoot>	01a225fe-69e5-725a-81cb-bf40dfe0baaa
FileDatastore@<butlerRoot>	01a225fe-69e6-72c6-abe2-11f789d2b7e4
FileDatastore@<butlerRoot>	01a225fe-69e6-7ee7-bec1-85277f8103bd
FileDatastore@<butlerRoot>	01a225fe-69e6-7c9a-b87a-bb80da4ded73
FileDatastore@<butlerRoot>	01a225fe-69e6-7e16-bc9a-90baf9e1ec82
FileDatastore@<butlerRoot>	01a225fe-69e6-787e-b81a-bfe73f5d6fc4
FileDatastore@<butlerRoot>	01a225fe-69e6-7eaa-bf03-f1f5cc749b81
FileDatastore@<butlerRoot>	01a225fe-69e6-790d-a60f-9f62e3715a21
FileDatastore@<butlerRoot>	01a225fe-69e6-7cde-8ec5-d3e2cfc004fb
FileDatastore@<butlerRoot>	01a225fe-69e6-78d0-a506-373ea9caefcb
FileDatastore@<butlerRoot>	01a225fe-69e6-755c-a6cc-ea9b113a11d1
FileDatastore@<butlerRoot>	01a225fe-69e6-7acc-8fc2-29b95db9b551
FileDatastore@<butlerRoot>	01a225fe-69e6-7238-9df1-836c02639f5a
FileDatastore@<butlerRoot>	01a225fe-69e6-7d7a-9fde-b1c6e30a1879
FileDatastore@<butlerRoot>	01a225fe-69e6-79d7-a911-cf40df79cb22
FileDatastore@<butlerRoot>	01a225fe-69e6-7f6f-a1fe-fc3f4bfcef1a
FileDatastore@<butlerRoot>	01a225fe-69e6-7c39-8de7-3cf70e94577b
FileDatastore@<butlerRoot>	01a225fe-69e6-7bc4-a9b2-bb307edffcb8
FileDatastore@<butlerRoot>	01a225fe-69e6-72c3-bf1b-240c3fd3fcab
FileDatastore@<butlerRoot>	01a225fe-69e6-7551-ba52-d746c330c9a8
FileDatastore@<butlerRoot>	01a225fe-69e6-7e2c-9ccf-3fe6018369e8
FileDatastore@<butlerRoot>	01a225fe-69e6-7be8-be5d-5c54df4699ac
FileDatastore@<butlerRoot>	01a225fe-69e6-766e-b8b0-aa04537d9a03
FileDatastore@<butlerRoot>	01a225fe-69e6-74eb-9a72-d42e06adc852
FileDatastore@<butlerRoot>	01a225fe-69e6-788f-8e1f-7b936831ad6d
FileDatastore@<butlerRoot>	01a225fe-69e6-7793-8097-3d980b32c971
FileDatastore@<butlerRoot>	01a225fe-69e6-7a0e-8f6f-b8b4d8a0364c
FileDatastore@<butlerRoot>	01a225fe-69e6-783e-a835-35c785dc673a
FileDatastore@<butlerRoot>	01a225fe-69e6-7d87-a20d-1dfaf7750dae
FileDatastore@<butlerRoot>	01a225fe-69e6-7261-8251-74297c038c4f
FileDatastore@<butlerRoot>	01a225fe-69e6-7f67-81eb-18d22054205e
FileDatastore@<butlerRoot>	01a225fe-69e6-7bff-95d1-d1f4cead36dc
FileDatastore@<butlerRoot>	01a225fe-69e6-7133-8c1c-c87c56f4a116
FileDatastore@<butlerRoot>	01a225fe-69e6-7ff2-9f17-b4a1c054a66f
FileDatastore@<butlerRoot>	01a225fe-69e6-7799-96ec-0a0162346e7d
FileDatastore@<butlerRoot>	01a225fe-69e6-7360-b931-d781a7a70f83
FileDatastore@<butlerRoot>	01a225fe-69e6-7666-8dec-383bc224b8a1
FileDatastore@<butlerRoot>	01a225fe-69e6-76e5-9fe9-f1b63719a83e
FileDatastore@<butlerRoot>	01a225fe-69e6-7250-b100-d311ff68e320
FileDatastore@<butlerRoot>	01a225fe-69e6-73b2-b875-3db6af1fa66d
FileDatastore@<butlerRoot>	01a225fe-69e6-7ef5-bd9a-21fa176b9283
FileDatastore@<butlerRoot>	01a225fe-69e6-7cb6-ab9f-c94d2fb291ba
FileDatastore@<butlerRoot>	01a225fe-69e6-7441-b88b-f5b5db9beb80
FileDatastore@<butlerRoot>	01a225fe-69e6-7112-955a-d513f509478a
FileDatastore@<butlerRoot>	01a225fe-69e6-7fa7-bdbf-a42048e3f887
FileDatastore@<butlerRoot>	01a225fe-69e6-715d-b8bb-84286df62098
FileDatastore@<butlerRoot>	01a225fe-69e6-721b-9432-e541af117ada
FileDatastore@<butlerRoot>	01a225fe-69e6-7a2e-bece-cb87db240fac
FileDatastore@<butlerRoot>	01a225fe-69e6-7c76-849d-12aebd392254
FileDatastore@<butlerRoot>	01a225fe-69e6-78bc-bf72-e07adaf4692a
FileDatastore@<butlerRoot>	01a225fe-69e6-7827-a1fd-807c1e130802
FileDatastore@<butlerRoot>	01a225fe-69e6-777f-83ba-fb1baab45d3d
FileDatastore@<butlerRoot>	01a225fe-69e6-7642-8dfb-9ded37c9821a
FileDatastore@<butlerRoot>	01a225fe-69e6-7a65-8612-1d8fb2d10baf
FileDatastore@<butlerRoot>	01a225fe-69e6-7476-8dc7-f57b2fba92e3
FileDatastore@<butlerRoot>	01a225fe-69e6-7b29-8092-ebb0eb078d10
FileDatastore@<butlerRoot>	01a225fe-69e7-778d-bc06-b9aa7a99c00c
FileDatastore@<butlerRoot>	01a225fe-69e7-73a8-9933-201966f0e61a
FileDatastore@<butlerRoot>	01a225fe-69e7-7cdd-8277-f7c78dbbe73b
FileDatastore@<butlerRoot>	01a225fe-69e7-767e-9f63-10d4b52d976a
FileDatastore@<butlerRoot>	01a225fe-69e7-789c-b82c-a0ed3b0908a2
FileDatastore@<butlerRoot>	01a225fe-69e7-7806-8fcf-8b4fa5ddf7ce
FileDatastore@<butlerRoot>	01a225fe-69e7-7eed-a0b3-ce38678a5841
FileDatastore@<butlerRoot>	01a225fe-69e7-7b46-8a43-6312e52017e1
FileDatastore@<butlerRoot>	01a225fe-69e7-7888-b33c-4845629a8e35
FileDatastore@<butlerRoot>	01a225fe-69e7-7dc2-9bc6-0924ba15bc59
FileDatastore@<butlerRoot>	01a225fe-69e7-7293-851a-bb520df90303
FileDatastore@<butlerRoot>	01a225fe-69e7-755f-ad12-0d7749f3cec5
FileDatastore@<butlerRoot>	01a225fe-69e7-79e1-8182-251958857fe1
FileDatastore@<butlerRoot>	01a225fe-69e7-76f2-8475-6624f84715ec
FileDatastore@<butlerRoot>	01a225fe-69e7-7e80-a47d-e2db8865d522
FileDatastore@<butlerRoot>	01a225fe-69e7-743d-ba44-6ee196eb1c33
FileDatastore@<butlerRoot>	01a225fe-69e7-76c7-a967-e660a7ae9d29
FileDatastore@<butlerRoot>	01a225fe-69e7-740b-9a7c-3bc245593cc1
FileDatastore@<butlerRoot>	01a225fe-69e7-7d2e-a767-f3e79916023d
FileDatastore@<butlerRoot>	01a225fe-69e7-7ca1-b4af-6ec609c4c37f
FileDatastore@<butlerRoot>	01a225fe-69e7-7b95-a5b6-e7918fa0d029
FileDatastore@<butlerRoot>	01a225fe-69e7-79c9-a80a-0bf50f866a21
FileDatastore@<butlerRoot>	01a225fe-69e7-7d3f-a7ae-b0d83e5ee07b
FileDatastore@<butlerRoot>	01a225fe-69e7-7bf0-987a-bc1987422c0b
FileDatastore@<butlerRoot>	01a225fe-69e7-706f-acb4-8f46c680e242
FileDatastore@<butlerRoot>	01a225fe-69e7-7fa5-ba4c-66db117ab991
FileDatastore@<butlerRoot>	01a225fe-69e7-7838-9328-375190ade454
FileDatastore@<butlerRoot>	01a225fe-69e7-7ad0-ad88-d9b25b8754e8
FileDatastore@<butlerRoot>	01a225fe-69e7-7ce7-a909-edc4eca00242
FileDatastore@<butlerRoot>	01a225fe-69e7-7c0f-abc5-4dc524aeda6a
FileDatastore@<butlerRoot>	01a225fe-69e7-7a0a-ab5d-5657fbabffc2
FileDatastore@<butlerRoot>	01a225fe-69e7-7424-8d98-cf1d5150b4e2
FileDatastore@<butlerRoot>	01a225fe-69e7-7f27-a143-ad02f3b15ca9
FileDatastore@<butlerRoot>	01a225fe-69e7-736a-a151-c923ad08fc8d
FileDatastore@<butlerRoot>	01a225fe-69e7-7e0f-800f-bf218cfc057a
FileDatastore@<butlerRoot>	01a225fe-69e7-7b5f-a93f-fd5a1b75b905
FileDatastore@<butlerRoot>	01a225fe-69e7-7b51-a4fb-21329861dd54
FileDatastore@<butlerRoot>	01a225fe-69e7-79b8-9abb-9cb7c4a68f1c
FileDatastore@<butlerRoot>	01a225fe-69e7-793e-b569-628586c60f7b
FileDatastore@<butlerRoot>	01a225fe-69e7-7d44-bafb-57745fb2fd89
FileDatastore@<butlerRoot>	01a225fe-69e7-7ec5-abd2-de37269427b0
FileDatastore@<butlerRoot>	01a225fe-69e7-7834-9fd7-813fa45e2057
FileDatastore@<butlerRoot>	01a225fe-69e7-7285-8148-344ed373deec
FileDatastore@<butlerRoot>	01a225fe-69e7-7be2-8ca2-7bd56d0880af
FileDatastore@<butlerRoot>	01a225fe-69e7-7160-9d76-ce8b43f18f40
FileDatastore@<butlerRoot>	01a225fe-69e7-7501-928d-df45e58cf35b
FileDatastore@<butlerRoot>	01a225fe-69e7-7e55-aeed-51987c901f63
FileDatastore@<butlerRoot>	01a225fe-69e7-76e3-8087-5a88b05fb032
FileDatastore@<butlerRoot>	01a225fe-69e7-7e32-80d6-1bc6d6b6d009
FileDatastore@<butlerRoot>	01a225fe-69e7-7315-b531-425abcc8d491
FileDatastore@<butlerRoot>	01a225fe-69e7-7774-8b4d-014596bd99d4
FileDatastore@<butlerRoot>	01a225fe-69e7-70a0-9ed0-db15042b76be
FileDatastore@<butlerRoot>	01a225fe-69e7-7792-b57c-0995297e4acf
FileDatastore@<butlerRoot>	01a225fe-69e7-7cc2-970c-a135a73837e8
FileDatastore@<butlerRoot>	01a225fe-69e7-752d-87d1-2b12e5ea67a8
FileDatastore@<butlerRoot>	01a225fe-69e7-7362-95f5-811683ed4ba4
FileDatastore@<butlerRoot>	01a225fe-69e7-7ba4-9fd4-4beb88ab2f9b
FileDatastore@<butlerRoot>	01a225fe-69e7-7d12-82df-0753d7c8c25d
FileDatastore@<butlerRoot>	01a225fe-69e7-7a90-b2c7-7bbbd066030d
FileDatastore@<butlerRoot>	01a225fe-69e7-792d-895d-86341c3dde12
FileDatastore@<butlerRoot>	01a225fe-69e7-7c48-a914-8af450dcc8ac
FileDatastore@<butlerRoot>	01a225fe-69e7-774b-a1ac-b1700afe7ff6
FileDatastore@<butlerRoot>	01a225fe-69e7-708d-b48b-c425941422e1
FileDatastore@<butlerRoot>	01a225fe-69e7-7430-ba8a-6496dfc4327e
FileDatastore@<butlerRoot>	01a225fe-69e8-7ad9-82b0-c787a1315c5b
FileDatastore@<butlerRoot>	01a225fe-69e8-7257-b2d6-f009ebbb64c4
FileDatastore@<butlerRoot>	01a225fe-69e8-794c-8700-75d7849acbe0
FileDatastore@<butlerRoot>	01a225fe-69e8-7012-ae95-9fe532c7d32a
FileDatastore@<butlerRoot>	01a225fe-69e8-79ae-b23d-6b4db3fe4da6
FileDatastore@<butlerRoot>	01a225fe-69e8-799f-ac85-302a11c1a6d3
FileDatastore@<butlerRoot>	01a225fe-69e8-7c08-88d1-f90373d06ebf
FileDatastore@<butlerRoot>	01a225fe-69e8-7bcd-a309-a39195c4921f
FileDatastore@<butlerRoot>	01a225fe-69e8-7fe2-81b2-7ee82bdf706c
FileDatastore@<butlerRoot>	01a225fe-69e8-7814-b79d-3ba2dc96762b
FileDatastore@<butlerRoot>	01a225fe-69e8-7176-a655-96203abfd0a4
FileDatastore@<butlerRoot>	01a225fe-69e8-7072-bc9e-84d147934c37
FileDatastore@<butlerRoot>	01a225fe-69e8-779a-9a23-31a87f5f34fa
FileDatastore@<butlerRoot>	01a225fe-69e8-752f-adce-6dcd650f691b
FileDatastore@<butlerRoot>	01a225fe-69e8-7768-a3d9-3b70307c08ec
FileDatastore@<butlerRoot>	01a225fe-69e8-790f-ad2d-073e2baaf475
FileDatastore@<butlerRoot>	01a225fe-69e8-7fb8-abb4-8856b7f148f2
FileDatastore@<butlerRoot>	01a225fe-69e8-76b0-a923-0f37b6836b88
FileDatastore@<butlerRoot>	01a225fe-69e8-7b19-b29f-4c5506f0bfcc
FileDatastore@<butlerRoot>	01a225fe-69e8-74ac-8635-5d781418d635
FileDatastore@<butlerRoot>	01a225fe-69e8-7c71-a35b-8a6e674ae20b
FileDatastore@<butlerRoot>	01a225fe-69e8-7243-90c8-8e91f5228dac
FileDatastore@<butlerRoot>	01a225fe-69e8-7095-a8f3-7ff5e135cb11
FileDatastore@<butlerRoot>	01a225fe-69e8-7fb0-951a-bbcc598d4299
FileDatastore@<butlerRoot>	01a225fe-69e8-74f0-9ad9-e98b3c160eeb
FileDatastore@<butlerRoot>	01a225fe-69e8-7400-b386-8c7a40ea4724
FileDatastore@<butlerRoot>	01a225fe-69e8-7ade-8e9e-90ed3ea2f5b0
FileDatastore@<butlerRoot>	01a225fe-69e8-7c11-b7c9-478c891e035f
FileDatastore@<butlerRoot>	01a225fe-69e8-7d11-9a73-5dd9a40df539
FileDatastore@<butlerRoot>	01a225fe-69e8-7783-8158-aae2efc3151e
FileDatastore@<butlerRoot>	01a225fe-69e8-7fba-8d52-94863c9f78f1
FileDatastore@<butlerRoot>	01a225fe-69e8-7c27-9721-865b33f55c1e
FileDatastore@<butlerRoot>	01a225fe-69e8-7ece-b0e8-28271522d5b1
FileDatastore@<butlerRoot>	01a225fe-69e8-7ba6-957a-bef27bb81c50
FileDatastore@<butlerRoot>	01a225fe-69e8-702b-89c9-738e6ed16bcf
FileDatastore@<butlerRoot>	01a225fe-69e8-7798-865f-6e645ab7480b
FileDatastore@<butlerRoot>	01a225fe-69e8-7754-a848-8e96b17e9cee
FileDatastore@<butlerRoot>	01a225fe-69e8-77b2-b1ae-a9e8b7181d59
FileDatastore@<butlerRoot>	01a225fe-69e8-7e46-adf1-f5d9e06bf9cf
FileDatastore@<butlerRoot>	01a225fe-69e8-7c80-9219-eb8299fb267e
FileDatastore@<butlerRoot>	01a225fe-69e8-7d49-b734-327be8b3667a
FileDatastore@<butlerRoot>	01a225fe-69e8-73d1-b93f-f830b450165b
FileDatastore@<butlerRoot>	01a225fe-69e8-779f-86f8-a6a422523752
FileDatastore@<butlerRoot>	01a225fe-69e8-7b16-afe2-823c9cc18f33
FileDatastore@<butlerRoot>	01a225fe-69e8-7d4d-83a8-5359e00d058a
FileDatastore@<butlerRoot>	01a225fe-69e8-73c8-b264-d619d427c2ea
FileDatastore@<butlerRoot>	01a225fe-6a16-7d1b-8146-d692850367b3
FileDatastore@<butlerRoot>	01a225fe-6a16-792d-ab0c-d91873ba6c08
FileDatastore@<butlerRoot>	01a225fe-6a16-7642-9b16-245771c3dbc8
FileDatastore@<butlerRoot>	01a225fe-6a16-7d5d-a705-5845b47953bd
FileDatastore@<butlerRoot>	01a225fe-6a16-7d59-ad2f-48ffd0eb164c
FileDatastore@<butlerRoot>	01a225fe-6a16-71a6-94ec-af2a5173593c
FileDatastore@<butlerRoot>	01a225fe-6a16-74d0-8cb6-42c22a78d7f6
FileDatastore@<butlerRoot>	01a225fe-6a17-7ff4-aa83-33ab8c019acd
FileDatastore@<butlerRoot>	01a225fe-6a17-7646-a8a9-b7525f0744ec
FileDatastore@<butlerRoot>	01a225fe-6a17-7a5d-b921-96a0d551b491
FileDatastore@<butlerRoot>	01a225fe-6a17-7a71-b9c4-dd7d770cd6c9
FileDatastore@<butlerRoot>	01a225fe-6a17-7712-9dac-9c94ccae9af5
FileDatastore@<butlerRoot>	01a225fe-6a17-7437-9248-488a98d8d2c8
FileDatastore@<butlerRoot>	01a225fe-6a17-733c-bbe8-0408fc2491c2
FileDatastore@<butlerRoot>	01a225fe-6a17-7993-bf32-5944ed9252fd
FileDatastore@<butlerRoot>	01a225fe-6a17-720e-8645-52781a7c5f46
FileDatastore@<butlerRoot>	01a225fe-6a17-73f5-a249-5a5051d5db38
FileDatastore@<butlerRoot>	01a225fe-6a17-7b49-96c1-f337de6e1e4b
FileDatastore@<butlerRoot>	01a225fe-6a17-7ef6-ac98-592c5735d41e
FileDatastore@<butlerRoot>	01a225fe-6a17-74a4-9889-7ae86dd8c91d
FileDatastore@<butlerRoot>	01a225fe-6a17-7535-86d2-03e536ed386b
FileDatastore@<butlerRoot>	01a225fe-6a17-7b3a-9bb8-78cff28064a9
FileDatastore@<butlerRoot>	01a225fe-6a17-711a-8b22-d7f27c5fbc21
FileDatastore@<butlerRoot>	01a225fe-6a17-7d5b-b028-f7b2353c4192
FileDatastore@<butlerRoot>	01a225fe-6a17-7cd1-98ad-045e758bc247
FileDatastore@<butlerRoot>	01a225fe-6a17-7758-9dda-65a1d97cf996
FileDatastore@<butlerRoot>	01a225fe-6a17-7bb9-ae26-941345977da5
FileDatastore@<butlerRoot>	01a225fe-6a17-7050-9616-02a8ad85aa7a
FileDatastore@<butlerRoot>	01a225fe-6a17-7a37-8746-4a5d42e62c30
FileDatastore@<butlerRoot>	01a225fe-6a17-7fa4-b182-7f4afa404979
FileDatastore@<butlerRoot>	01a225fe-6a17-7230-98c1-e72dd51f715d
FileDatastore@<butlerRoot>	01a225fe-6a17-727d-abad-424f0fa34d23
FileDatastore@<butlerRoot>	01a225fe-6a17-7211-ae11-096791627f25
FileDatastore@<butlerRoot>	01a225fe-6a17-76ad-a199-5a93d8095c0e
FileDatastore@<butlerRoot>	01a225fe-6a17-7bb8-807c-a4b97da85ac0
FileDatastore@<butlerRoot>	01a225fe-6a17-7229-92bf-bfc54e6c1b49
FileDatastore@<butlerRoot>	01a225fe-6a17-7e87-9bfe-afea051c65ed
FileDatastore@<butlerRoot>	01a225fe-6a17-7fc7-a8d6-55471650daa3
FileDatastore@<butlerRoot>	01a225fe-6a17-799f-b4b7-3f6479446f4a
FileDatastore@<butlerRoot>	01a225fe-6a17-7433-959e-549100f6c344
FileDatastore@<butlerRoot>	01a225fe-6a17-7aad-9312-9e92de61ab99
FileDatastore@<butlerRoot>	01a225fe-6a17-73bd-a74a-ee48b3b01cf1
FileDatastore@<butlerRoot>	01a225fe-6a17-7106-9c23-3264c98b0d87
FileDatastore@<butlerRoot>	01a225fe-6a17-7754-a1fb-dce815fd648b
FileDatastore@<butlerRoot>	01a225fe-6a17-7a7b-9e79-cca18b1cc832
FileDatastore@<butlerRoot>	01a225fe-6a17-70eb-8941-7fe1ff286b76
FileDatastore@<butlerRoot>	01a225fe-6a17-716a-80e7-c5ed4defbea8
FileDatastore@<butlerRoot>	01a225fe-6a17-76c6-93f0-d9105d93869e
FileDatastore@<butlerRoot>	01a225fe-6a17-7f5a-8e0a-e518ee70ffeb
FileDatastore@<butlerRoot>	01a225fe-6a17-720b-a498-0017db7c8f8c
FileDatastore@<butlerRoot>	01a225fe-6dc9-7a54-8c37-2263907b0c6f
FileDatastore@<butlerRoot>	01a225fe-6dc9-750b-b6f7-120c0ffdf70d
FileDatastore@<butlerRoot>	01a225fe-6dc9-7151-9207-42f278267130
FileDatastore@<butlerRoot>	01a225fe-70e3-7eff-b4d4-535608feb39f
FileDatastore@<butlerRoot>	01a225fe-70e3-7f0b-b31d-f46edd5ae01e
FileDatastore@<butlerRoot>	01a225fe-70e3-7019-aa55-ec56a44d2fb1
FileDatastore@<butlerRoot>	01a225fe-72ba-7847-b183-3133058f3d37
FileDatastore@<butlerRoot>	01a225fe-72ba-7204-af1a-f0322558bc2c
FileDatastore@<butlerRoot>	01a225fe-72ba-7e36-8af1-0b7e90a6266a
\.
COPY public.dataset_location_trash (dataset_id, datastore_name) FROM stdin;
\.
COPY public.dataset_tags_00000001 (dataset_type_id, dataset_id, collection_id, instrument, detector, exposure) FROM stdin;
1	c3cfcdb6-14b5-59d8-b30b-e145c74401c9	1	HSC	0	1000
1	b5c31253-fa9d-5fe8-b189-8f7b96cc04fc	1	HSC	1	1000
1	276d9319-4129-5556-b342-bebc69f713e1	1	HSC	2	1000
\.
COPY public.dataset_tags_00000002 (dataset_type_id, dataset_id, collection_id, instrument, detector, visit) FROM stdin;
2	01a225fe-673c-75c3-9379-86eed172547e	4	HSC	0	1000
2	01a225fe-673c-72ee-9fdd-fb37ef341b22	4	HSC	1	1000
2	01a225fe-673c-7cfe-a0af-35bcc0ae1ad2	4	HSC	2	1000
3	01a225fe-68c8-78c4-8166-e97dc1d79b7e	4	HSC	0	1000
3	01a225fe-68ca-7f8d-a9c2-e780634df2c1	4	HSC	1	1000
3	01a225fe-68ca-74ab-937f-868c16a13be0	4	HSC	2	1000
2	01a225fe-673c-75c3-9379-86eed172547e	6	HSC	0	1000
2	01a225fe-673c-72ee-9fdd-fb37ef341b22	6	HSC	1	1000
2	01a225fe-673c-7cfe-a0af-35bcc0ae1ad2	6	HSC	2	1000
\.
COPY public.dataset_tags_00000003 (dataset_type_id, dataset_id, collection_id, band, skymap, tract, patch) FROM stdin;
4	01a225fe-69e4-7404-b87d-eae42190d25e	2	g	rings	0	0
4	01a225fe-69e4-7342-8d4f-11b78358baad	2	r	rings	0	0
4	01a225fe-69e4-78d7-ab8c-d71a96b19146	2	i	rings	0	0
4	01a225fe-69e4-7168-9722-5a2c8a37153c	2	z	rings	0	0
4	01a225fe-69e4-7b5d-b1cd-eae78c8736ed	2	y	rings	0	0
4	01a225fe-69e4-772f-b9af-0fbe30990a48	2	g	rings	0	1
4	01a225fe-69e4-7147-a474-df3285caf99e	2	r	rings	0	1
4	01a225fe-69e4-7d71-bfed-948011587129	2	i	rings	0	1
4	01a225fe-69e4-720b-b7ca-e17e64e72e87	2	z	rings	0	1
4	01a225fe-69e4-7a2b-aa82-7d56daaf2f90	2	y	rings	0	1
4	01a225fe-69e4-74cc-82dc-7eed08cc49ff	2	g	rings	0	2
4	01a225fe-69e4-7e14-918b-dd9f62bdb8f5	2	r	rings	0	2
4	01a225fe-69e4-7304-a534-5b99beaccac1	2	i	rings	0	2
4	01a225fe-69e4-785b-81c2-663e22b3814d	2	z	rings	0	2
4	01a225fe-69e4-758c-a90b-af0383987f58	2	y	rings	0	2
4	01a225fe-69e4-7da5-b700-d24d663ed4d5	2	g	rings	0	3
4	01a225fe-69e4-7ca4-b9f2-159fdabc6612	2	r	rings	0	3
4	01a225fe-69e4-7fe7-8adf-b2d75708fd63	2	i	rings	0	3
4	01a225fe-69e4-7492-8697-7f2843675d37	2	z	rings	0	3
4	01a225fe-69e4-7be8-96b4-dfaa213f6379	2	y	rings	0	3
4	01a225fe-69e4-77db-a0a7-4695624e52c7	2	g	rings	0	4
4	01a225fe-69e4-7671-9dc2-c3abae8bd7da	2	r	rings	0	4
4	01a225fe-69e4-7444-825d-36b771a91589	2	i	rings	0	4
4	01a225fe-69e4-7353-a6cc-6ca6de59439c	2	z	rings	0	4
4	01a225fe-69e4-799c-8bba-065e3524af9b	2	y	rings	0	4
4	01a225fe-69e4-7c50-a91f-acaa6786d48a	2	g	rings	0	5
4	01a225fe-69e4-7fea-8417-9ccd074b0c0b	2	r	rings	0	5
4	01a225fe-69e4-7365-9051-d7d8ab5896b7	2	i	rings	0	5
4	01a225fe-69e4-762c-850c-3ac4ba2e158e	2	z	rings	0	5
4	01a225fe-69e4-73cb-a3b2-3c9e276be42b	2	y	rings	0	5
4	01a225fe-69e4-7432-b720-2c26b4f14f67	2	g	rings	0	6
4	01a225fe-69e4-79d4-a95e-cd4f82ee9a00	2	r	rings	0	6
4	01a225fe-69e4-7fb9-b1f3-28bbb26eade2	2	i	rings	0	6
4	01a225fe-69e4-72e1-b73b-6fabe55b9637	2	z	rings	0	6
4	01a225fe-69e4-71bc-b8aa-e7ea123ca7ea	2	y	rings	0	6
4	01a225fe-69e4-7e91-9eb3-120ed4bf9538	2	g	rings	0	7
4	01a225fe-69e4-7bf3-b43c-64e6823b2013	2	r	rings	0	7
4	01a225fe-69e4-7ee7-bd89-a17dbeb6e7c4	2	i	rings	0	7
4	01a225fe-69e4-7834-a2d8-c8b4f2e60bf0	2	z	rings	0	7
4	01a225fe-69e4-7508-8019-fd715ab062cb	2	y	rings	0	7
4	01a225fe-69e4-7ecc-98be-b056462343de	2	g	rings	0	8
4	01a225fe-69e4-719f-9ac2-693cc772f3ef	2	r	rings	0	8
4	01a225fe-69e4-720d-84c7-66f9fc8d6fe4	2	i	rings	0	8
4	01a225fe-69e4-7fb7-a14e-a2403e54e2fb	2	z	rings	0	8
4	01a225fe-69e4-7c1c-a424-7b8dcb377136	2	y	rings	0	8
4	01a225fe-69e4-7ffa-8cad-5153b6b674db	2	g	rings	0	9
4	01a225fe-69e4-7c81-9ac2-71c1a1fcf79a	2	r	rings	0	9
4	01a225fe-69e4-78ae-9277-942c0426e88c	2	i	rings	0	9
4	01a225fe-69e5-74c3-92b5-c591a8920306	2	z	rings	0	9
4	01a225fe-69e5-7ba9-a193-4dd3e4e9b854	2	y	rings	0	9
4	01a225fe-69e5-7fc2-9695-adeb400aeecf	2	g	rings	0	10
4	01a225fe-69e5-761f-ba02-b33aeaef4ecc	2	r	rings	0	10
4	01a225fe-69e5-77c8-8be4-85f4617b40d9	2	i	rings	0	10
4	01a225fe-69e5-7db1-9f33-7413c1848fbb	2	z	rings	0	10
4	01a225fe-69e5-76b0-abe8-9bed9f6b5f50	2	y	rings	0	10
4	01a225fe-69e5-72f8-a951-a0d4e4eb47ae	2	g	rings	0	11
4	01a225fe-69e5-7319-b134-b61983fca397	2	r	rings	0	11
4	01a225fe-69e5-7d9e-a8c2-b5505d08418d	2	i	rings	0	11
4	01a225fe-69e5-751f-b6bc-1e4e6b8fa2a7	2	z	rings	0	11
4	01a225fe-69e5-78a8-b263-db4dae64b02b	2	y	rings	0	11
4	01a225fe-69e5-7ab4-94cf-3eea7ff723a6	2	g	rings	0	12
4	01a225fe-69e5-7221-ab8b-fb2092e592b6	2	r	rings	0	12
4	01a225fe-69e5-776e-be30-5a490329604e	2	i	rings	0	12
4	01a225fe-69e5-7ce0-8cb7-ec0edbc709cc	2	z	rings	0	12
4	01a225fe-69e5-77de-bfa7-6cdacaa59167	2	y	rings	0	12
4	01a225fe-69e5-7cc5-bbae-ff1e9f62e67a	2	g	rings	0	13
4	01a225fe-69e5-7fbd-9208-5786f98a556d	2	r	rings	0	13
4	01a225fe-69e5-7dcc-b9f8-fe00d204ac78	2	i	rings	0	13
4	01a225fe-69e5-7a37-a41c-5b0041dd50ef	2	z	rings	0	13
4	01a225fe-69e5-7518-8c98-81c5009c9ea6	2	y	rings	0	13
4	01a225fe-69e5-7d5e-8d7c-391fd4e07f11	2	g	rings	0	14
4	01a225fe-69e5-75ee-b3bd-45b0f838ac89	2	r	rings	0	14
4	01a225fe-69e5-79c1-9ccc-7c6c5070e33c	2	i	rings	0	14
4	01a225fe-69e5-7f4f-bddb-f57ee1092ea6	2	z	rings	0	14
4	01a225fe-69e5-7aa0-897e-ec5281e1bb7b	2	y	rings	0	14
4	01a225fe-69e5-7125-b1a6-a1dc775dea6a	2	g	rings	0	15
4	01a225fe-69e5-7aca-83c6-24e2f560a12d	2	r	rings	0	15
4	01a225fe-69e5-7ae9-8b96-0dfc129ec266	2	i	rings	0	15
4	01a225fe-69e5-766c-acd5-cf9993311900	2	z	rings	0	15
4	01a225fe-69e5-7cc8-b22f-5c8b5d00bccc	2	y	rings	0	15
4	01a225fe-69e5-782c-8ea9-85b8228049d8	2	g	rings	0	16
4	01a225fe-69e5-78db-bfa3-2370b8a575cc	2	r	rings	0	16
4	01a225fe-69e5-7564-bb3c-202bb2cca2d7	2	i	rings	0	16
4	01a225fe-69e5-7769-978d-202d3697d0b3	2	z	rings	0	16
4	01a225fe-69e5-7540-b066-3b53afc3e21a	2	y	rings	0	16
4	01a225fe-69e5-7177-86dc-988dede0a94a	2	g	rings	0	17
4	01a225fe-69e5-7657-a017-30fc7a083007	2	r	rings	0	17
4	01a225fe-69e5-7bce-8143-2056fee48224	2	i	rings	0	17
4	01a225fe-69e5-7332-9f82-977614a7547f	2	z	rings	0	17
4	01a225fe-69e5-7058-aeb3-54e526a30366	2	y	rings	0	17
4	01a225fe-69e5-7840-ac7e-0e4e688b1a0b	2	g	rings	0	18
4	01a225fe-69e5-7718-bfcb-d8e1ae29a833	2	r	rings	0	18
4	01a225fe-69e5-75ab-ba2a-031d5abe3697	2	i	rings	0	18
4	01a225fe-69e5-7d7a-ae89-428e6444cf8a	2	z	rings	0	18
4	01a225fe-69e5-7553-9968-9e5bc2cd6128	2	y	rings	0	18
4	01a225fe-69e5-7bf8-890e-f8728a0921ac	2	g	rings	0	19
4	01a225fe-69e5-7135-a290-19973c981355	2	r	rings	0	19
4	01a225fe-69e5-7401-82a6-7a77a25eea42	2	i	rings	0	19
4	01a225fe-69e5-7f6a-9286-c4cf7588a1ef	2	z	rings	0	19
4	01a225fe-69e5-7816-80b6-ecefff7c5bff	2	y	rings	0	19
4	01a225fe-69e5-735e-9580-8a967d5ed64b	2	g	rings	0	20
4	01a225fe-69e5-79c5-9371-8675f9baeb71	2	r	rings	0	20
4	01a225fe-69e5-76e5-a42f-5c51635ed2b6	2	i	rings	0	20
4	01a225fe-69e5-770d-a8bc-50efe42ad407	2	z	rings	0	20
4	01a225fe-69e5-725a-81cb-bf40dfe0baaa	2	y	rings	0	20
4	01a225fe-69e6-72c6-abe2-11f789d2b7e4	2	g	rings	0	21
4	01a225fe-69e6-7ee7-bec1-85277f8103bd	2	r	rings	0	21
4	01a225fe-69e6-7c9a-b87a-bb80da4ded73	2	i	rings	0	21
4	01a225fe-69e6-7e16-bc9a-90baf9e1ec82	2	z	rings	0	21
4	01a225fe-69e6-787e-b81a-bfe73f5d6fc4	2	y	rings	0	21
4	01a225fe-69e6-7eaa-bf03-f1f5cc749b81	2	g	rings	0	22
4	01a225fe-69e6-790d-a60f-9f62e3715a21	2	r	rings	0	22
4	01a225fe-69e6-7cde-8ec5-d3e2cfc004fb	2	i	rings	0	22
4	01a225fe-69e6-78d0-a506-373ea9caefcb	2	z	rings	0	22
4	01a225fe-69e6-755c-a6cc-ea9b113a11d1	2	y	rings	0	22
4	01a225fe-69e6-7acc-8fc2-29b95db9b551	2	g	rings	0	23
4	01a225fe-69e6-7238-9df1-836c02639f5a	2	r	rings	0	23
4	01a225fe-69e6-7d7a-9fde-b1c6e30a1879	2	i	rings	0	23
4	01a225fe-69e6-79d7-a911-cf40df79cb22	2	z	rings	0	23
4	01a225fe-69e6-7f6f-a1fe-fc3f4bfcef1a	2	y	rings	0	23
4	01a225fe-69e6-7c39-8de7-3cf70e94577b	2	g	rings	0	24
4	01a225fe-69e6-7bc4-a9b2-bb307edffcb8	2	r	rings	0	24
4	01a225fe-69e6-72c3-bf1b-240c3fd3fcab	2	i	rings	0	24
4	01a225fe-69e6-7551-ba52-d746c330c9a8	2	z	rings	0	24
4	01a225fe-69e6-7e2c-9ccf-3fe6018369e8	2	y	rings	0	24
4	01a225fe-69e6-7be8-be5d-5c54df4699ac	2	g	rings	0	25
4	01a225fe-69e6-766e-b8b0-aa04537d9a03	2	r	rings	0	25
4	01a225fe-69e6-74eb-9a72-d42e06adc852	2	i	rings	0	25
4	01a225fe-69e6-788f-8e1f-7b936831ad6d	2	z	rings	0	25
4	01a225fe-69e6-7793-8097-3d980b32c971	2	y	rings	0	25
4	01a225fe-69e6-7a0e-8f6f-b8b4d8a0364c	2	g	rings	0	26
4	01a225fe-69e6-783e-a835-35c785dc673a	2	r	rings	0	26
4	01a225fe-69e6-7d87-a20d-1dfaf7750dae	2	i	rings	0	26
4	01a225fe-69e6-7261-8251-74297c038c4f	2	z	rings	0	26
4	01a225fe-69e6-7f67-81eb-18d22054205e	2	y	rings	0	26
4	01a225fe-69e6-7bff-95d1-d1f4cead36dc	2	g	rings	0	27
4	01a225fe-69e6-7133-8c1c-c87c56f4a116	2	r	rings	0	27
4	01a225fe-69e6-7ff2-9f17-b4a1c054a66f	2	i	rings	0	27
4	01a225fe-69e6-7799-96ec-0a0162346e7d	2	z	rings	0	27
4	01a225fe-69e6-7360-b931-d781a7a70f83	2	y	rings	0	27
4	01a225fe-69e6-7666-8dec-383bc224b8a1	2	g	rings	0	28
4	01a225fe-69e6-76e5-9fe9-f1b63719a83e	2	r	rings	0	28
4	01a225fe-69e6-7250-b100-d311ff68e320	2	i	rings	0	28
4	01a225fe-69e6-73b2-b875-3db6af1fa66d	2	z	rings	0	28
4	01a225fe-69e6-7ef5-bd9a-21fa176b9283	2	y	rings	0	28
4	01a225fe-69e6-7cb6-ab9f-c94d2fb291ba	2	g	rings	0	29
4	01a225fe-69e6-7441-b88b-f5b5db9beb80	2	r	rings	0	29
4	01a225fe-69e6-7112-955a-d513f509478a	2	i	rings	0	29
4	01a225fe-69e6-7fa7-bdbf-a42048e3f887	2	z	rings	0	29
4	01a225fe-69e6-715d-b8bb-84286df62098	2	y	rings	0	29
4	01a225fe-69e6-721b-9432-e541af117ada	2	g	rings	0	30
4	01a225fe-69e6-7a2e-bece-cb87db240fac	2	r	rings	0	30
4	01a225fe-69e6-7c76-849d-12aebd392254	2	i	rings	0	30
4	01a225fe-69e6-78bc-bf72-e07adaf4692a	2	z	rings	0	30
4	01a225fe-69e6-7827-a1fd-807c1e130802	2	y	rings	0	30
4	01a225fe-69e6-777f-83ba-fb1baab45d3d	2	g	rings	0	31
4	01a225fe-69e6-7642-8dfb-9ded37c9821a	2	r	rings	0	31
4	01a225fe-69e6-7a65-8612-1d8fb2d10baf	2	i	rings	0	31
4	01a225fe-69e6-7476-8dc7-f57b2fba92e3	2	z	rings	0	31
4	01a225fe-69e6-7b29-8092-ebb0eb078d10	2	y	rings	0	31
4	01a225fe-69e7-778d-bc06-b9aa7a99c00c	2	g	rings	0	32
4	01a225fe-69e7-73a8-9933-201966f0e61a	2	r	rings	0	32
4	01a225fe-69e7-7cdd-8277-f7c78dbbe73b	2	i	rings	0	32
4	01a225fe-69e7-767e-9f63-10d4b52d976a	2	z	rings	0	32
4	01a225fe-69e7-789c-b82c-a0ed3b0908a2	2	y	rings	0	32
4	01a225fe-69e7-7806-8fcf-8b4fa5ddf7ce	2	g	rings	0	33
4	01a225fe-69e7-7eed-a0b3-ce38678a5841	2	r	rings	0	33
4	01a225fe-69e7-7b46-8a43-6312e52017e1	2	i	rings	0	33
4	01a225fe-69e7-7888-b33c-4845629a8e35	2	z	rings	0	33
4	01a225fe-69e7-7dc2-9bc6-0924ba15bc59	2	y	rings	0	33
4	01a225fe-69e7-7293-851a-bb520df90303	2	g	rings	0	34
4	01a225fe-69e7-755f-ad12-0d7749f3cec5	2	r	rings	0	34
4	01a225fe-69e7-79e1-8182-251958857fe1	2	i	rings	0	34
4	01a225fe-69e7-76f2-8475-6624f84715ec	2	z	rings	0	34
4	01a225fe-69e7-7e80-a47d-e2db8865d522	2	y	rings	0	34
4	01a225fe-69e7-743d-ba44-6ee196eb1c33	2	g	rings	0	35
4	01a225fe-69e7-76c7-a967-e660a7ae9d29	2	r	rings	0	35
4	01a225fe-69e7-740b-9a7c-3bc245593cc1	2	i	rings	0	35
4	01a225fe-69e7-7d2e-a767-f3e79916023d	2	z	rings	0	35
4	01a225fe-69e7-7ca1-b4af-6ec609c4c37f	2	y	rings	0	35
4	01a225fe-69e7-7b95-a5b6-e7918fa0d029	2	g	rings	0	36
4	01a225fe-69e7-79c9-a80a-0bf50f866a21	2	r	rings	0	36
4	01a225fe-69e7-7d3f-a7ae-b0d83e5ee07b	2	i	rings	0	36
4	01a225fe-69e7-7bf0-987a-bc1987422c0b	2	z	rings	0	36
4	01a225fe-69e7-706f-acb4-8f46c680e242	2	y	rings	0	36
4	01a225fe-69e7-7fa5-ba4c-66db117ab991	2	g	rings	0	37
4	01a225fe-69e7-7838-9328-375190ade454	2	r	rings	0	37
4	01a225fe-69e7-7ad0-ad88-d9b25b8754e8	2	i	rings	0	37
4	01a225fe-69e7-7ce7-a909-edc4eca00242	2	z	rings	0	37
4	01a225fe-69e7-7c0f-abc5-4dc524aeda6a	2	y	rings	0	37
4	01a225fe-69e7-7a0a-ab5d-5657fbabffc2	2	g	rings	0	38
4	01a225fe-69e7-7424-8d98-cf1d5150b4e2	2	r	rings	0	38
4	01a225fe-69e7-7f27-a143-ad02f3b15ca9	2	i	rings	0	38
4	01a225fe-69e7-736a-a151-c923ad08fc8d	2	z	rings	0	38
4	01a225fe-69e7-7e0f-800f-bf218cfc057a	2	y	rings	0	38
4	01a225fe-69e7-7b5f-a93f-fd5a1b75b905	2	g	rings	0	39
4	01a225fe-69e7-7b51-a4fb-21329861dd54	2	r	rings	0	39
4	01a225fe-69e7-79b8-9abb-9cb7c4a68f1c	2	i	rings	0	39
4	01a225fe-69e7-793e-b569-628586c60f7b	2	z	rings	0	39
4	01a225fe-69e7-7d44-bafb-57745fb2fd89	2	y	rings	0	39
4	01a225fe-69e7-7ec5-abd2-de37269427b0	2	g	rings	0	40
4	01a225fe-69e7-7834-9fd7-813fa45e2057	2	r	rings	0	40
4	01a225fe-69e7-7285-8148-344ed373deec	2	i	rings	0	40
4	01a225fe-69e7-7be2-8ca2-7bd56d0880af	2	z	rings	0	40
4	01a225fe-69e7-7160-9d76-ce8b43f18f40	2	y	rings	0	40
4	01a225fe-69e7-7501-928d-df45e58cf35b	2	g	rings	0	41
4	01a225fe-69e7-7e55-aeed-51987c901f63	2	r	rings	0	41
4	01a225fe-69e7-76e3-8087-5a88b05fb032	2	i	rings	0	41
4	01a225fe-69e7-7e32-80d6-1bc6d6b6d009	2	z	rings	0	41
4	01a225fe-69e7-7315-b531-425abcc8d491	2	y	rings	0	41
4	01a225fe-69e7-7774-8b4d-014596bd99d4	2	g	rings	0	42
4	01a225fe-69e7-70a0-9ed0-db15042b76be	2	r	rings	0	42
4	01a225fe-69e7-7792-b57c-0995297e4acf	2	i	rings	0	42
4	01a225fe-69e7-7cc2-970c-a135a73837e8	2	z	rings	0	42
4	01a225fe-69e7-752d-87d1-2b12e5ea67a8	2	y	rings	0	42
4	01a225fe-69e7-7362-95f5-811683ed4ba4	2	g	rings	0	43
4	01a225fe-69e7-7ba4-9fd4-4beb88ab2f9b	2	r	rings	0	43
4	01a225fe-69e7-7d12-82df-0753d7c8c25d	2	i	rings	0	43
4	01a225fe-69e7-7a90-b2c7-7bbbd066030d	2	z	rings	0	43
4	01a225fe-69e7-792d-895d-86341c3dde12	2	y	rings	0	43
4	01a225fe-69e7-7c48-a914-8af450dcc8ac	2	g	rings	0	44
4	01a225fe-69e7-774b-a1ac-b1700afe7ff6	2	r	rings	0	44
4	01a225fe-69e7-708d-b48b-c425941422e1	2	i	rings	0	44
4	01a225fe-69e7-7430-ba8a-6496dfc4327e	2	z	rings	0	44
4	01a225fe-69e8-7ad9-82b0-c787a1315c5b	2	y	rings	0	44
4	01a225fe-69e8-7257-b2d6-f009ebbb64c4	2	g	rings	0	45
4	01a225fe-69e8-794c-8700-75d7849acbe0	2	r	rings	0	45
4	01a225fe-69e8-7012-ae95-9fe532c7d32a	2	i	rings	0	45
4	01a225fe-69e8-79ae-b23d-6b4db3fe4da6	2	z	rings	0	45
4	01a225fe-69e8-799f-ac85-302a11c1a6d3	2	y	rings	0	45
4	01a225fe-69e8-7c08-88d1-f90373d06ebf	2	g	rings	0	46
4	01a225fe-69e8-7bcd-a309-a39195c4921f	2	r	rings	0	46
4	01a225fe-69e8-7fe2-81b2-7ee82bdf706c	2	i	rings	0	46
4	01a225fe-69e8-7814-b79d-3ba2dc96762b	2	z	rings	0	46
4	01a225fe-69e8-7176-a655-96203abfd0a4	2	y	rings	0	46
4	01a225fe-69e8-7072-bc9e-84d147934c37	2	g	rings	0	47
4	01a225fe-69e8-779a-9a23-31a87f5f34fa	2	r	rings	0	47
4	01a225fe-69e8-752f-adce-6dcd650f691b	2	i	rings	0	47
4	01a225fe-69e8-7768-a3d9-3b70307c08ec	2	z	rings	0	47
4	01a225fe-69e8-790f-ad2d-073e2baaf475	2	y	rings	0	47
4	01a225fe-69e8-7fb8-abb4-8856b7f148f2	2	g	rings	0	48
4	01a225fe-69e8-76b0-a923-0f37b6836b88	2	r	rings	0	48
4	01a225fe-69e8-7b19-b29f-4c5506f0bfcc	2	i	rings	0	48
4	01a225fe-69e8-74ac-8635-5d781418d635	2	z	rings	0	48
4	01a225fe-69e8-7c71-a35b-8a6e674ae20b	2	y	rings	0	48
4	01a225fe-69e8-7243-90c8-8e91f5228dac	2	g	rings	0	49
4	01a225fe-69e8-7095-a8f3-7ff5e135cb11	2	r	rings	0	49
4	01a225fe-69e8-7fb0-951a-bbcc598d4299	2	i	rings	0	49
4	01a225fe-69e8-74f0-9ad9-e98b3c160eeb	2	z	rings	0	49
4	01a225fe-69e8-7400-b386-8c7a40ea4724	2	y	rings	0	49
4	01a225fe-69e8-7ade-8e9e-90ed3ea2f5b0	2	g	rings	0	50
4	01a225fe-69e8-7c11-b7c9-478c891e035f	2	r	rings	0	50
4	01a225fe-69e8-7d11-9a73-5dd9a40df539	2	i	rings	0	50
4	01a225fe-69e8-7783-8158-aae2efc3151e	2	z	rings	0	50
4	01a225fe-69e8-7fba-8d52-94863c9f78f1	2	y	rings	0	50
4	01a225fe-69e8-7c27-9721-865b33f55c1e	2	g	rings	0	51
4	01a225fe-69e8-7ece-b0e8-28271522d5b1	2	r	rings	0	51
4	01a225fe-69e8-7ba6-957a-bef27bb81c50	2	i	rings	0	51
4	01a225fe-69e8-702b-89c9-738e6ed16bcf	2	z	rings	0	51
4	01a225fe-69e8-7798-865f-6e645ab7480b	2	y	rings	0	51
4	01a225fe-69e8-7754-a848-8e96b17e9cee	2	g	rings	0	52
4	01a225fe-69e8-77b2-b1ae-a9e8b7181d59	2	r	rings	0	52
4	01a225fe-69e8-7e46-adf1-f5d9e06bf9cf	2	i	rings	0	52
4	01a225fe-69e8-7c80-9219-eb8299fb267e	2	z	rings	0	52
4	01a225fe-69e8-7d49-b734-327be8b3667a	2	y	rings	0	52
4	01a225fe-69e8-73d1-b93f-f830b450165b	2	g	rings	0	53
4	01a225fe-69e8-779f-86f8-a6a422523752	2	r	rings	0	53
4	01a225fe-69e8-7b16-afe2-823c9cc18f33	2	i	rings	0	53
4	01a225fe-69e8-7d4d-83a8-5359e00d058a	2	z	rings	0	53
4	01a225fe-69e8-73c8-b264-d619d427c2ea	2	y	rings	0	53
4	01a225fe-6a16-7d1b-8146-d692850367b3	2	g	rings	0	54
4	01a225fe-6a16-792d-ab0c-d91873ba6c08	2	r	rings	0	54
4	01a225fe-6a16-7642-9b16-245771c3dbc8	2	i	rings	0	54
4	01a225fe-6a16-7d5d-a705-5845b47953bd	2	z	rings	0	54
4	01a225fe-6a16-7d59-ad2f-48ffd0eb164c	2	y	rings	0	54
4	01a225fe-6a16-71a6-94ec-af2a5173593c	2	g	rings	0	55
4	01a225fe-6a16-74d0-8cb6-42c22a78d7f6	2	r	rings	0	55
4	01a225fe-6a17-7ff4-aa83-33ab8c019acd	2	i	rings	0	55
4	01a225fe-6a17-7646-a8a9-b7525f0744ec	2	z	rings	0	55
4	01a225fe-6a17-7a5d-b921-96a0d551b491	2	y	rings	0	55
4	01a225fe-6a17-7a71-b9c4-dd7d770cd6c9	2	g	rings	0	56
4	01a225fe-6a17-7712-9dac-9c94ccae9af5	2	r	rings	0	56
4	01a225fe-6a17-7437-9248-488a98d8d2c8	2	i	rings	0	56
4	01a225fe-6a17-733c-bbe8-0408fc2491c2	2	z	rings	0	56
4	01a225fe-6a17-7993-bf32-5944ed9252fd	2	y	rings	0	56
4	01a225fe-6a17-720e-8645-52781a7c5f46	2	g	rings	0	57
4	01a225fe-6a17-73f5-a249-5a5051d5db38	2	r	rings	0	57
4	01a225fe-6a17-7b49-96c1-f337de6e1e4b	2	i	rings	0	57
4	01a225fe-6a17-7ef6-ac98-592c5735d41e	2	z	rings	0	57
4	01a225fe-6a17-74a4-9889-7ae86dd8c91d	2	y	rings	0	57
4	01a225fe-6a17-7535-86d2-03e536ed386b	2	g	rings	0	58
4	01a225fe-6a17-7b3a-9bb8-78cff28064a9	2	r	rings	0	58
4	01a225fe-6a17-711a-8b22-d7f27c5fbc21	2	i	rings	0	58
4	01a225fe-6a17-7d5b-b028-f7b2353c4192	2	z	rings	0	58
4	01a225fe-6a17-7cd1-98ad-045e758bc247	2	y	rings	0	58
4	01a225fe-6a17-7758-9dda-65a1d97cf996	2	g	rings	0	59
4	01a225fe-6a17-7bb9-ae26-941345977da5	2	r	rings	0	59
4	01a225fe-6a17-7050-9616-02a8ad85aa7a	2	i	rings	0	59
4	01a225fe-6a17-7a37-8746-4a5d42e62c30	2	z	rings	0	59
4	01a225fe-6a17-7fa4-b182-7f4afa404979	2	y	rings	0	59
4	01a225fe-6a17-7230-98c1-e72dd51f715d	2	g	rings	0	60
4	01a225fe-6a17-727d-abad-424f0fa34d23	2	r	rings	0	60
4	01a225fe-6a17-7211-ae11-096791627f25	2	i	rings	0	60
4	01a225fe-6a17-76ad-a199-5a93d8095c0e	2	z	rings	0	60
4	01a225fe-6a17-7bb8-807c-a4b97da85ac0	2	y	rings	0	60
4	01a225fe-6a17-7229-92bf-bfc54e6c1b49	2	g	rings	0	61
4	01a225fe-6a17-7e87-9bfe-afea051c65ed	2	r	rings	0	61
4	01a225fe-6a17-7fc7-a8d6-55471650daa3	2	i	rings	0	61
4	01a225fe-6a17-799f-b4b7-3f6479446f4a	2	z	rings	0	61
4	01a225fe-6a17-7433-959e-549100f6c344	2	y	rings	0	61
4	01a225fe-6a17-7aad-9312-9e92de61ab99	2	g	rings	0	62
4	01a225fe-6a17-73bd-a74a-ee48b3b01cf1	2	r	rings	0	62
4	01a225fe-6a17-7106-9c23-3264c98b0d87	2	i	rings	0	62
4	01a225fe-6a17-7754-a1fb-dce815fd648b	2	z	rings	0	62
4	01a225fe-6a17-7a7b-9e79-cca18b1cc832	2	y	rings	0	62
4	01a225fe-6a17-70eb-8941-7fe1ff286b76	2	g	rings	0	63
4	01a225fe-6a17-716a-80e7-c5ed4defbea8	2	r	rings	0	63
4	01a225fe-6a17-76c6-93f0-d9105d93869e	2	i	rings	0	63
4	01a225fe-6a17-7f5a-8e0a-e518ee70ffeb	2	z	rings	0	63
4	01a225fe-6a17-720b-a498-0017db7c8f8c	2	y	rings	0	63
\.
COPY public.dataset_tags_00000004 (dataset_type_id, dataset_id, collection_id, instrument, detector) FROM stdin;
5	01a225fe-6dc9-7a54-8c37-2263907b0c6f	9	HSC	0
5	01a225fe-6dc9-750b-b6f7-120c0ffdf70d	9	HSC	1
5	01a225fe-6dc9-7151-9207-42f278267130	9	HSC	2
5	01a225fe-70e3-7eff-b4d4-535608feb39f	10	HSC	0
5	01a225fe-70e3-7f0b-b31d-f46edd5ae01e	10	HSC	1
5	01a225fe-70e3-7019-aa55-ec56a44d2fb1	10	HSC	2
5	01a225fe-72ba-7847-b183-3133058f3d37	11	HSC	0
5	01a225fe-72ba-7204-af1a-f0322558bc2c	11	HSC	1
5	01a225fe-72ba-7e36-8af1-0b7e90a6266a	11	HSC	2
\.
COPY public.dataset_type (id, name, storage_class, dimensions_key, tag_association_table, calibration_association_table) FROM stdin;
1	raw	StructuredDataDict	1	dataset_tags_00000001	\N
2	calexp	StructuredDataDict	2	dataset_tags_00000002	\N
3	src	StructuredDataDict	2	dataset_tags_00000002	\N
4	deepCoadd	StructuredDataDict	3	dataset_tags_00000003	\N
5	bias	StructuredDataDict	4	dataset_tags_00000004	dataset_calibs_00000004
\.
COPY public.day_obs (instrument, id, timespan) FROM stdin;
HSC	20150101	\N
\.
COPY public.detector (instrument, id, full_name, name_in_raft, raft, purpose) FROM stdin;
HSC	0	0_00	00	0	SCIENCE
HSC	1	0_01	01	0	SCIENCE
HSC	2	0_02	02	0	SCIENCE
\.
COPY public.dimension_graph_definition (dimension_graph_id, dimension_name) FROM stdin;
1	instrument
1	detector
1	exposure
2	instrument
2	detector
2	visit
3	band
3	skymap
3	tract
3	patch
4	instrument
4	detector
\.
COPY public.dimension_graph_key (id) FROM stdin;
1
2
3
4
\.
COPY public.exposure (instrument, id, day_obs, "group", physical_filter, obs_id, exposure_time, dark_time, observation_type, observation_reason, seq_num, seq_start, seq_end, target_name, science_program, tracking_ra, tracking_dec, sky_angle, azimuth, zenith_angle, has_simulated, can_see_sky, timespan) FROM stdin;
HSC	1000	20150101	0	HSC-G	HSCA00001000	200	201	science	science	0	0	0	FIELD0	o15a	150	-5	0	10	30	f	t	[1420070400000000000,1420070600000000000)
\.
COPY public.file_datastore_records (dataset_id, path, formatter, storage_class, component, checksum, file_size) FROM stdin;
c3cfcdb6-14b5-59d8-b30b-e145c74401c9	file:///refbutler/nofiles/raw/2015-01-01/1000/HSCA00001000_000.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
b5c31253-fa9d-5fe8-b189-8f7b96cc04fc	file:///refbutler/nofiles/raw/2015-01-01/1000/HSCA00001000_001.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
276d9319-4129-5556-b342-bebc69f713e1	file:///refbutler/nofiles/raw/2015-01-01/1000/HSCA00001000_002.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-673c-75c3-9379-86eed172547e	file:///refbutler/nofiles/u/ref/run_000/calexp/20150101/HSC-R/1000/calexp_HSC_HSC-R_1000_0_u_ref_run_000.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-673c-72ee-9fdd-fb37ef341b22	file:///refbutler/nofiles/u/ref/run_000/calexp/20150101/HSC-R/1000/calexp_HSC_HSC-R_1000_1_u_ref_run_000.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-673c-7cfe-a0af-35bcc0ae1ad2	file:///refbutler/nofiles/u/ref/run_000/calexp/20150101/HSC-R/1000/calexp_HSC_HSC-R_1000_2_u_ref_run_000.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-68c8-78c4-8166-e97dc1d79b7e	file:///refbutler/nofiles/u/ref/run_000/src/20150101/HSC-R/1000/src_HSC_HSC-R_1000_0_u_ref_run_000.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-68ca-7f8d-a9c2-e780634df2c1	file:///refbutler/nofiles/u/ref/run_000/src/20150101/HSC-R/1000/src_HSC_HSC-R_1000_1_u_ref_run_000.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-68ca-74ab-937f-868c16a13be0	file:///refbutler/nofiles/u/ref/run_000/src/20150101/HSC-R/1000/src_HSC_HSC-R_1000_2_u_ref_run_000.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e4-7404-b87d-eae42190d25e	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/0/g/deepCoadd_0_0_g_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e4-7342-8d4f-11b78358baad	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/0/r/deepCoadd_0_0_r_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e4-78d7-ab8c-d71a96b19146	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/0/i/deepCoadd_0_0_i_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e4-7168-9722-5a2c8a37153c	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/0/z/deepCoadd_0_0_z_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e4-7b5d-b1cd-eae78c8736ed	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/0/y/deepCoadd_0_0_y_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e4-772f-b9af-0fbe30990a48	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/1/g/deepCoadd_0_1_g_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e4-7147-a474-df3285caf99e	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/1/r/deepCoadd_0_1_r_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e4-7d71-bfed-948011587129	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/1/i/deepCoadd_0_1_i_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e4-720b-b7ca-e17e64e72e87	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/1/z/deepCoadd_0_1_z_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e4-7a2b-aa82-7d56daaf2f90	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/1/y/deepCoadd_0_1_y_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e4-74cc-82dc-7eed08cc49ff	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/2/g/deepCoadd_0_2_g_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e4-7e14-918b-dd9f62bdb8f5	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/2/r/deepCoadd_0_2_r_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e4-7304-a534-5b99beaccac1	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/2/i/deepCoadd_0_2_i_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e4-785b-81c2-663e22b3814d	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/2/z/deepCoadd_0_2_z_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e4-758c-a90b-af0383987f58	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/2/y/deepCoadd_0_2_y_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e4-7da5-b700-d24d663ed4d5	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/3/g/deepCoadd_0_3_g_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e4-7ca4-b9f2-159fdabc6612	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/3/r/deepCoadd_0_3_r_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e4-7fe7-8adf-b2d75708fd63	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/3/i/deepCoadd_0_3_i_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e4-7492-8697-7f2843675d37	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/3/z/deepCoadd_0_3_z_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e4-7be8-96b4-dfaa213f6379	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/3/y/deepCoadd_0_3_y_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e4-77db-a0a7-4695624e52c7	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/4/g/deepCoadd_0_4_g_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e4-7671-9dc2-c3abae8bd7da	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/4/r/deepCoadd_0_4_r_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e4-7444-825d-36b771a91589	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/4/i/deepCoadd_0_4_i_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e4-7353-a6cc-6ca6de59439c	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/4/z/deepCoadd_0_4_z_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e4-799c-8bba-065e3524af9b	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/4/y/deepCoadd_0_4_y_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e4-7c50-a91f-acaa6786d48a	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/5/g/deepCoadd_0_5_g_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e4-7fea-8417-9ccd074b0c0b	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/5/r/deepCoadd_0_5_r_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e4-7365-9051-d7d8ab5896b7	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/5/i/deepCoadd_0_5_i_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e4-762c-850c-3ac4ba2e158e	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/5/z/deepCoadd_0_5_z_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e4-73cb-a3b2-3c9e276be42b	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/5/y/deepCoadd_0_5_y_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e4-7432-b720-2c26b4f14f67	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/6/g/deepCoadd_0_6_g_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e4-79d4-a95e-cd4f82ee9a00	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/6/r/deepCoadd_0_6_r_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e4-7fb9-b1f3-28bbb26eade2	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/6/i/deepCoadd_0_6_i_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e4-72e1-b73b-6fabe55b9637	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/6/z/deepCoadd_0_6_z_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e4-71bc-b8aa-e7ea123ca7ea	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/6/y/deepCoadd_0_6_y_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e4-7e91-9eb3-120ed4bf9538	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/7/g/deepCoadd_0_7_g_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e4-7bf3-b43c-64e6823b2013	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/7/r/deepCoadd_0_7_r_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e4-7ee7-bd89-a17dbeb6e7c4	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/7/i/deepCoadd_0_7_i_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e4-7834-a2d8-c8b4f2e60bf0	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/7/z/deepCoadd_0_7_z_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e4-7508-8019-fd715ab062cb	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/7/y/deepCoadd_0_7_y_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e4-7ecc-98be-b056462343de	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/8/g/deepCoadd_0_8_g_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e4-719f-9ac2-693cc772f3ef	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/8/r/deepCoadd_0_8_r_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e4-720d-84c7-66f9fc8d6fe4	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/8/i/deepCoadd_0_8_i_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e4-7fb7-a14e-a2403e54e2fb	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/8/z/deepCoadd_0_8_z_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e4-7c1c-a424-7b8dcb377136	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/8/y/deepCoadd_0_8_y_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e4-7ffa-8cad-5153b6b674db	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/9/g/deepCoadd_0_9_g_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e4-7c81-9ac2-71c1a1fcf79a	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/9/r/deepCoadd_0_9_r_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e4-78ae-9277-942c0426e88c	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/9/i/deepCoadd_0_9_i_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e5-74c3-92b5-c591a8920306	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/9/z/deepCoadd_0_9_z_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e5-7ba9-a193-4dd3e4e9b854	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/9/y/deepCoadd_0_9_y_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e5-7fc2-9695-adeb400aeecf	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/10/g/deepCoadd_0_10_g_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e5-761f-ba02-b33aeaef4ecc	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/10/r/deepCoadd_0_10_r_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e5-77c8-8be4-85f4617b40d9	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/10/i/deepCoadd_0_10_i_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e5-7db1-9f33-7413c1848fbb	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/10/z/deepCoadd_0_10_z_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e5-76b0-abe8-9bed9f6b5f50	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/10/y/deepCoadd_0_10_y_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e5-72f8-a951-a0d4e4eb47ae	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/11/g/deepCoadd_0_11_g_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e5-7319-b134-b61983fca397	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/11/r/deepCoadd_0_11_r_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e5-7d9e-a8c2-b5505d08418d	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/11/i/deepCoadd_0_11_i_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e5-751f-b6bc-1e4e6b8fa2a7	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/11/z/deepCoadd_0_11_z_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e5-78a8-b263-db4dae64b02b	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/11/y/deepCoadd_0_11_y_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e5-7ab4-94cf-3eea7ff723a6	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/12/g/deepCoadd_0_12_g_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e5-7221-ab8b-fb2092e592b6	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/12/r/deepCoadd_0_12_r_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e5-776e-be30-5a490329604e	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/12/i/deepCoadd_0_12_i_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e5-7ce0-8cb7-ec0edbc709cc	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/12/z/deepCoadd_0_12_z_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e5-77de-bfa7-6cdacaa59167	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/12/y/deepCoadd_0_12_y_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e5-7cc5-bbae-ff1e9f62e67a	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/13/g/deepCoadd_0_13_g_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e5-7fbd-9208-5786f98a556d	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/13/r/deepCoadd_0_13_r_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e5-7dcc-b9f8-fe00d204ac78	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/13/i/deepCoadd_0_13_i_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e5-7a37-a41c-5b0041dd50ef	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/13/z/deepCoadd_0_13_z_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e5-7518-8c98-81c5009c9ea6	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/13/y/deepCoadd_0_13_y_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e5-7d5e-8d7c-391fd4e07f11	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/14/g/deepCoadd_0_14_g_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e5-75ee-b3bd-45b0f838ac89	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/14/r/deepCoadd_0_14_r_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e5-79c1-9ccc-7c6c5070e33c	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/14/i/deepCoadd_0_14_i_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e5-7f4f-bddb-f57ee1092ea6	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/14/z/deepCoadd_0_14_z_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e5-7aa0-897e-ec5281e1bb7b	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/14/y/deepCoadd_0_14_y_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e5-7125-b1a6-a1dc775dea6a	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/15/g/deepCoadd_0_15_g_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e5-7aca-83c6-24e2f560a12d	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/15/r/deepCoadd_0_15_r_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e5-7ae9-8b96-0dfc129ec266	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/15/i/deepCoadd_0_15_i_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e5-766c-acd5-cf9993311900	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/15/z/deepCoadd_0_15_z_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e5-7cc8-b22f-5c8b5d00bccc	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/15/y/deepCoadd_0_15_y_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e5-782c-8ea9-85b8228049d8	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/16/g/deepCoadd_0_16_g_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e5-78db-bfa3-2370b8a575cc	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/16/r/deepCoadd_0_16_r_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e5-7564-bb3c-202bb2cca2d7	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/16/i/deepCoadd_0_16_i_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e5-7769-978d-202d3697d0b3	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/16/z/deepCoadd_0_16_z_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e5-7540-b066-3b53afc3e21a	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/16/y/deepCoadd_0_16_y_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e5-7177-86dc-988dede0a94a	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/17/g/deepCoadd_0_17_g_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e5-7657-a017-30fc7a083007	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/17/r/deepCoadd_0_17_r_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e5-7bce-8143-2056fee48224	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/17/i/deepCoadd_0_17_i_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e5-7332-9f82-977614a7547f	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/17/z/deepCoadd_0_17_z_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e5-7058-aeb3-54e526a30366	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/17/y/deepCoadd_0_17_y_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e5-7840-ac7e-0e4e688b1a0b	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/18/g/deepCoadd_0_18_g_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e5-7718-bfcb-d8e1ae29a833	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/18/r/deepCoadd_0_18_r_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e5-75ab-ba2a-031d5abe3697	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/18/i/deepCoadd_0_18_i_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e5-7d7a-ae89-428e6444cf8a	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/18/z/deepCoadd_0_18_z_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e5-7553-9968-9e5bc2cd6128	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/18/y/deepCoadd_0_18_y_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e5-7bf8-890e-f8728a0921ac	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/19/g/deepCoadd_0_19_g_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e5-7135-a290-19973c981355	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/19/r/deepCoadd_0_19_r_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e5-7401-82a6-7a77a25eea42	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/19/i/deepCoadd_0_19_i_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e5-7f6a-9286-c4cf7588a1ef	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/19/z/deepCoadd_0_19_z_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e5-7816-80b6-ecefff7c5bff	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/19/y/deepCoadd_0_19_y_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e5-735e-9580-8a967d5ed64b	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/20/g/deepCoadd_0_20_g_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e5-79c5-9371-8675f9baeb71	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/20/r/deepCoadd_0_20_r_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e5-76e5-a42f-5c51635ed2b6	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/20/i/deepCoadd_0_20_i_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e5-770d-a8bc-50efe42ad407	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/20/z/deepCoadd_0_20_z_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e5-725a-81cb-bf40dfe0baaa	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/20/y/deepCoadd_0_20_y_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e6-72c6-abe2-11f789d2b7e4	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/21/g/deepCoadd_0_21_g_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e6-7ee7-bec1-85277f8103bd	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/21/r/deepCoadd_0_21_r_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e6-7c9a-b87a-bb80da4ded73	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/21/i/deepCoadd_0_21_i_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e6-7e16-bc9a-90baf9e1ec82	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/21/z/deepCoadd_0_21_z_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e6-787e-b81a-bfe73f5d6fc4	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/21/y/deepCoadd_0_21_y_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e6-7eaa-bf03-f1f5cc749b81	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/22/g/deepCoadd_0_22_g_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e6-790d-a60f-9f62e3715a21	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/22/r/deepCoadd_0_22_r_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e6-7cde-8ec5-d3e2cfc004fb	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/22/i/deepCoadd_0_22_i_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e6-78d0-a506-373ea9caefcb	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/22/z/deepCoadd_0_22_z_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e6-755c-a6cc-ea9b113a11d1	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/22/y/deepCoadd_0_22_y_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e6-7acc-8fc2-29b95db9b551	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/23/g/deepCoadd_0_23_g_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e6-7238-9df1-836c02639f5a	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/23/r/deepCoadd_0_23_r_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e6-7d7a-9fde-b1c6e30a1879	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/23/i/deepCoadd_0_23_i_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e6-79d7-a911-cf40df79cb22	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/23/z/deepCoadd_0_23_z_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e6-7f6f-a1fe-fc3f4bfcef1a	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/23/y/deepCoadd_0_23_y_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e6-7c39-8de7-3cf70e94577b	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/24/g/deepCoadd_0_24_g_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e6-7bc4-a9b2-bb307edffcb8	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/24/r/deepCoadd_0_24_r_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e6-72c3-bf1b-240c3fd3fcab	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/24/i/deepCoadd_0_24_i_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e6-7551-ba52-d746c330c9a8	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/24/z/deepCoadd_0_24_z_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e6-7e2c-9ccf-3fe6018369e8	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/24/y/deepCoadd_0_24_y_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e6-7be8-be5d-5c54df4699ac	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/25/g/deepCoadd_0_25_g_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e6-766e-b8b0-aa04537d9a03	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/25/r/deepCoadd_0_25_r_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e6-74eb-9a72-d42e06adc852	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/25/i/deepCoadd_0_25_i_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e6-788f-8e1f-7b936831ad6d	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/25/z/deepCoadd_0_25_z_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e6-7793-8097-3d980b32c971	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/25/y/deepCoadd_0_25_y_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e6-7a0e-8f6f-b8b4d8a0364c	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/26/g/deepCoadd_0_26_g_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e6-783e-a835-35c785dc673a	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/26/r/deepCoadd_0_26_r_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e6-7d87-a20d-1dfaf7750dae	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/26/i/deepCoadd_0_26_i_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e6-7261-8251-74297c038c4f	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/26/z/deepCoadd_0_26_z_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e6-7f67-81eb-18d22054205e	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/26/y/deepCoadd_0_26_y_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e6-7bff-95d1-d1f4cead36dc	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/27/g/deepCoadd_0_27_g_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e6-7133-8c1c-c87c56f4a116	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/27/r/deepCoadd_0_27_r_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e6-7ff2-9f17-b4a1c054a66f	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/27/i/deepCoadd_0_27_i_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e6-7799-96ec-0a0162346e7d	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/27/z/deepCoadd_0_27_z_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e6-7360-b931-d781a7a70f83	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/27/y/deepCoadd_0_27_y_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e6-7666-8dec-383bc224b8a1	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/28/g/deepCoadd_0_28_g_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e6-76e5-9fe9-f1b63719a83e	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/28/r/deepCoadd_0_28_r_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e6-7250-b100-d311ff68e320	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/28/i/deepCoadd_0_28_i_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e6-73b2-b875-3db6af1fa66d	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/28/z/deepCoadd_0_28_z_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e6-7ef5-bd9a-21fa176b9283	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/28/y/deepCoadd_0_28_y_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e6-7cb6-ab9f-c94d2fb291ba	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/29/g/deepCoadd_0_29_g_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e6-7441-b88b-f5b5db9beb80	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/29/r/deepCoadd_0_29_r_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e6-7112-955a-d513f509478a	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/29/i/deepCoadd_0_29_i_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e6-7fa7-bdbf-a42048e3f887	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/29/z/deepCoadd_0_29_z_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e6-715d-b8bb-84286df62098	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/29/y/deepCoadd_0_29_y_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e6-721b-9432-e541af117ada	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/30/g/deepCoadd_0_30_g_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e6-7a2e-bece-cb87db240fac	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/30/r/deepCoadd_0_30_r_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e6-7c76-849d-12aebd392254	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/30/i/deepCoadd_0_30_i_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e6-78bc-bf72-e07adaf4692a	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/30/z/deepCoadd_0_30_z_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e6-7827-a1fd-807c1e130802	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/30/y/deepCoadd_0_30_y_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e6-777f-83ba-fb1baab45d3d	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/31/g/deepCoadd_0_31_g_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e6-7642-8dfb-9ded37c9821a	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/31/r/deepCoadd_0_31_r_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e6-7a65-8612-1d8fb2d10baf	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/31/i/deepCoadd_0_31_i_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e6-7476-8dc7-f57b2fba92e3	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/31/z/deepCoadd_0_31_z_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e6-7b29-8092-ebb0eb078d10	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/31/y/deepCoadd_0_31_y_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e7-778d-bc06-b9aa7a99c00c	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/32/g/deepCoadd_0_32_g_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e7-73a8-9933-201966f0e61a	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/32/r/deepCoadd_0_32_r_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e7-7cdd-8277-f7c78dbbe73b	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/32/i/deepCoadd_0_32_i_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e7-767e-9f63-10d4b52d976a	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/32/z/deepCoadd_0_32_z_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e7-789c-b82c-a0ed3b0908a2	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/32/y/deepCoadd_0_32_y_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e7-7806-8fcf-8b4fa5ddf7ce	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/33/g/deepCoadd_0_33_g_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e7-7eed-a0b3-ce38678a5841	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/33/r/deepCoadd_0_33_r_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e7-7b46-8a43-6312e52017e1	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/33/i/deepCoadd_0_33_i_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e7-7888-b33c-4845629a8e35	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/33/z/deepCoadd_0_33_z_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e7-7dc2-9bc6-0924ba15bc59	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/33/y/deepCoadd_0_33_y_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e7-7293-851a-bb520df90303	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/34/g/deepCoadd_0_34_g_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e7-755f-ad12-0d7749f3cec5	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/34/r/deepCoadd_0_34_r_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e7-79e1-8182-251958857fe1	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/34/i/deepCoadd_0_34_i_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e7-76f2-8475-6624f84715ec	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/34/z/deepCoadd_0_34_z_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e7-7e80-a47d-e2db8865d522	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/34/y/deepCoadd_0_34_y_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e7-743d-ba44-6ee196eb1c33	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/35/g/deepCoadd_0_35_g_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e7-76c7-a967-e660a7ae9d29	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/35/r/deepCoadd_0_35_r_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e7-740b-9a7c-3bc245593cc1	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/35/i/deepCoadd_0_35_i_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e7-7d2e-a767-f3e79916023d	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/35/z/deepCoadd_0_35_z_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e7-7ca1-b4af-6ec609c4c37f	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/35/y/deepCoadd_0_35_y_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e7-7b95-a5b6-e7918fa0d029	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/36/g/deepCoadd_0_36_g_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e7-79c9-a80a-0bf50f866a21	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/36/r/deepCoadd_0_36_r_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e7-7d3f-a7ae-b0d83e5ee07b	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/36/i/deepCoadd_0_36_i_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e7-7bf0-987a-bc1987422c0b	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/36/z/deepCoadd_0_36_z_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e7-706f-acb4-8f46c680e242	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/36/y/deepCoadd_0_36_y_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e7-7fa5-ba4c-66db117ab991	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/37/g/deepCoadd_0_37_g_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e7-7838-9328-375190ade454	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/37/r/deepCoadd_0_37_r_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e7-7ad0-ad88-d9b25b8754e8	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/37/i/deepCoadd_0_37_i_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e7-7ce7-a909-edc4eca00242	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/37/z/deepCoadd_0_37_z_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e7-7c0f-abc5-4dc524aeda6a	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/37/y/deepCoadd_0_37_y_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e7-7a0a-ab5d-5657fbabffc2	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/38/g/deepCoadd_0_38_g_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e7-7424-8d98-cf1d5150b4e2	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/38/r/deepCoadd_0_38_r_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e7-7f27-a143-ad02f3b15ca9	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/38/i/deepCoadd_0_38_i_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e7-736a-a151-c923ad08fc8d	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/38/z/deepCoadd_0_38_z_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e7-7e0f-800f-bf218cfc057a	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/38/y/deepCoadd_0_38_y_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e7-7b5f-a93f-fd5a1b75b905	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/39/g/deepCoadd_0_39_g_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e7-7b51-a4fb-21329861dd54	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/39/r/deepCoadd_0_39_r_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e7-79b8-9abb-9cb7c4a68f1c	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/39/i/deepCoadd_0_39_i_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e7-793e-b569-628586c60f7b	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/39/z/deepCoadd_0_39_z_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e7-7d44-bafb-57745fb2fd89	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/39/y/deepCoadd_0_39_y_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e7-7ec5-abd2-de37269427b0	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/40/g/deepCoadd_0_40_g_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e7-7834-9fd7-813fa45e2057	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/40/r/deepCoadd_0_40_r_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e7-7285-8148-344ed373deec	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/40/i/deepCoadd_0_40_i_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e7-7be2-8ca2-7bd56d0880af	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/40/z/deepCoadd_0_40_z_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e7-7160-9d76-ce8b43f18f40	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/40/y/deepCoadd_0_40_y_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e7-7501-928d-df45e58cf35b	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/41/g/deepCoadd_0_41_g_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e7-7e55-aeed-51987c901f63	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/41/r/deepCoadd_0_41_r_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e7-76e3-8087-5a88b05fb032	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/41/i/deepCoadd_0_41_i_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e7-7e32-80d6-1bc6d6b6d009	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/41/z/deepCoadd_0_41_z_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e7-7315-b531-425abcc8d491	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/41/y/deepCoadd_0_41_y_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e7-7774-8b4d-014596bd99d4	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/42/g/deepCoadd_0_42_g_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e7-70a0-9ed0-db15042b76be	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/42/r/deepCoadd_0_42_r_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e7-7792-b57c-0995297e4acf	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/42/i/deepCoadd_0_42_i_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e7-7cc2-970c-a135a73837e8	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/42/z/deepCoadd_0_42_z_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e7-752d-87d1-2b12e5ea67a8	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/42/y/deepCoadd_0_42_y_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e7-7362-95f5-811683ed4ba4	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/43/g/deepCoadd_0_43_g_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e7-7ba4-9fd4-4beb88ab2f9b	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/43/r/deepCoadd_0_43_r_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e7-7d12-82df-0753d7c8c25d	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/43/i/deepCoadd_0_43_i_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e7-7a90-b2c7-7bbbd066030d	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/43/z/deepCoadd_0_43_z_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e7-792d-895d-86341c3dde12	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/43/y/deepCoadd_0_43_y_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e7-7c48-a914-8af450dcc8ac	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/44/g/deepCoadd_0_44_g_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e7-774b-a1ac-b1700afe7ff6	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/44/r/deepCoadd_0_44_r_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e7-708d-b48b-c425941422e1	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/44/i/deepCoadd_0_44_i_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e7-7430-ba8a-6496dfc4327e	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/44/z/deepCoadd_0_44_z_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e8-7ad9-82b0-c787a1315c5b	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/44/y/deepCoadd_0_44_y_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e8-7257-b2d6-f009ebbb64c4	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/45/g/deepCoadd_0_45_g_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e8-794c-8700-75d7849acbe0	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/45/r/deepCoadd_0_45_r_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e8-7012-ae95-9fe532c7d32a	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/45/i/deepCoadd_0_45_i_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e8-79ae-b23d-6b4db3fe4da6	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/45/z/deepCoadd_0_45_z_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e8-799f-ac85-302a11c1a6d3	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/45/y/deepCoadd_0_45_y_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e8-7c08-88d1-f90373d06ebf	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/46/g/deepCoadd_0_46_g_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e8-7bcd-a309-a39195c4921f	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/46/r/deepCoadd_0_46_r_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e8-7fe2-81b2-7ee82bdf706c	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/46/i/deepCoadd_0_46_i_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e8-7814-b79d-3ba2dc96762b	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/46/z/deepCoadd_0_46_z_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e8-7176-a655-96203abfd0a4	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/46/y/deepCoadd_0_46_y_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e8-7072-bc9e-84d147934c37	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/47/g/deepCoadd_0_47_g_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e8-779a-9a23-31a87f5f34fa	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/47/r/deepCoadd_0_47_r_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e8-752f-adce-6dcd650f691b	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/47/i/deepCoadd_0_47_i_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e8-7768-a3d9-3b70307c08ec	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/47/z/deepCoadd_0_47_z_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e8-790f-ad2d-073e2baaf475	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/47/y/deepCoadd_0_47_y_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e8-7fb8-abb4-8856b7f148f2	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/48/g/deepCoadd_0_48_g_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e8-76b0-a923-0f37b6836b88	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/48/r/deepCoadd_0_48_r_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e8-7b19-b29f-4c5506f0bfcc	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/48/i/deepCoadd_0_48_i_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e8-74ac-8635-5d781418d635	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/48/z/deepCoadd_0_48_z_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e8-7c71-a35b-8a6e674ae20b	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/48/y/deepCoadd_0_48_y_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e8-7243-90c8-8e91f5228dac	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/49/g/deepCoadd_0_49_g_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e8-7095-a8f3-7ff5e135cb11	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/49/r/deepCoadd_0_49_r_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e8-7fb0-951a-bbcc598d4299	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/49/i/deepCoadd_0_49_i_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e8-74f0-9ad9-e98b3c160eeb	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/49/z/deepCoadd_0_49_z_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e8-7400-b386-8c7a40ea4724	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/49/y/deepCoadd_0_49_y_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e8-7ade-8e9e-90ed3ea2f5b0	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/50/g/deepCoadd_0_50_g_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e8-7c11-b7c9-478c891e035f	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/50/r/deepCoadd_0_50_r_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e8-7d11-9a73-5dd9a40df539	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/50/i/deepCoadd_0_50_i_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e8-7783-8158-aae2efc3151e	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/50/z/deepCoadd_0_50_z_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e8-7fba-8d52-94863c9f78f1	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/50/y/deepCoadd_0_50_y_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e8-7c27-9721-865b33f55c1e	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/51/g/deepCoadd_0_51_g_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e8-7ece-b0e8-28271522d5b1	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/51/r/deepCoadd_0_51_r_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e8-7ba6-957a-bef27bb81c50	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/51/i/deepCoadd_0_51_i_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e8-702b-89c9-738e6ed16bcf	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/51/z/deepCoadd_0_51_z_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e8-7798-865f-6e645ab7480b	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/51/y/deepCoadd_0_51_y_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e8-7754-a848-8e96b17e9cee	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/52/g/deepCoadd_0_52_g_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e8-77b2-b1ae-a9e8b7181d59	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/52/r/deepCoadd_0_52_r_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e8-7e46-adf1-f5d9e06bf9cf	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/52/i/deepCoadd_0_52_i_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e8-7c80-9219-eb8299fb267e	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/52/z/deepCoadd_0_52_z_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e8-7d49-b734-327be8b3667a	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/52/y/deepCoadd_0_52_y_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e8-73d1-b93f-f830b450165b	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/53/g/deepCoadd_0_53_g_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e8-779f-86f8-a6a422523752	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/53/r/deepCoadd_0_53_r_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e8-7b16-afe2-823c9cc18f33	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/53/i/deepCoadd_0_53_i_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e8-7d4d-83a8-5359e00d058a	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/53/z/deepCoadd_0_53_z_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-69e8-73c8-b264-d619d427c2ea	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/53/y/deepCoadd_0_53_y_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-6a16-7d1b-8146-d692850367b3	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/54/g/deepCoadd_0_54_g_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-6a16-792d-ab0c-d91873ba6c08	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/54/r/deepCoadd_0_54_r_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-6a16-7642-9b16-245771c3dbc8	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/54/i/deepCoadd_0_54_i_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-6a16-7d5d-a705-5845b47953bd	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/54/z/deepCoadd_0_54_z_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-6a16-7d59-ad2f-48ffd0eb164c	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/54/y/deepCoadd_0_54_y_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-6a16-71a6-94ec-af2a5173593c	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/55/g/deepCoadd_0_55_g_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-6a16-74d0-8cb6-42c22a78d7f6	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/55/r/deepCoadd_0_55_r_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-6a17-7ff4-aa83-33ab8c019acd	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/55/i/deepCoadd_0_55_i_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-6a17-7646-a8a9-b7525f0744ec	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/55/z/deepCoadd_0_55_z_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-6a17-7a5d-b921-96a0d551b491	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/55/y/deepCoadd_0_55_y_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-6a17-7a71-b9c4-dd7d770cd6c9	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/56/g/deepCoadd_0_56_g_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-6a17-7712-9dac-9c94ccae9af5	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/56/r/deepCoadd_0_56_r_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-6a17-7437-9248-488a98d8d2c8	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/56/i/deepCoadd_0_56_i_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-6a17-733c-bbe8-0408fc2491c2	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/56/z/deepCoadd_0_56_z_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-6a17-7993-bf32-5944ed9252fd	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/56/y/deepCoadd_0_56_y_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-6a17-720e-8645-52781a7c5f46	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/57/g/deepCoadd_0_57_g_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-6a17-73f5-a249-5a5051d5db38	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/57/r/deepCoadd_0_57_r_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-6a17-7b49-96c1-f337de6e1e4b	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/57/i/deepCoadd_0_57_i_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-6a17-7ef6-ac98-592c5735d41e	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/57/z/deepCoadd_0_57_z_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-6a17-74a4-9889-7ae86dd8c91d	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/57/y/deepCoadd_0_57_y_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-6a17-7535-86d2-03e536ed386b	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/58/g/deepCoadd_0_58_g_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-6a17-7b3a-9bb8-78cff28064a9	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/58/r/deepCoadd_0_58_r_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-6a17-711a-8b22-d7f27c5fbc21	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/58/i/deepCoadd_0_58_i_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-6a17-7d5b-b028-f7b2353c4192	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/58/z/deepCoadd_0_58_z_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-6a17-7cd1-98ad-045e758bc247	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/58/y/deepCoadd_0_58_y_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-6a17-7758-9dda-65a1d97cf996	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/59/g/deepCoadd_0_59_g_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-6a17-7bb9-ae26-941345977da5	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/59/r/deepCoadd_0_59_r_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-6a17-7050-9616-02a8ad85aa7a	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/59/i/deepCoadd_0_59_i_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-6a17-7a37-8746-4a5d42e62c30	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/59/z/deepCoadd_0_59_z_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-6a17-7fa4-b182-7f4afa404979	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/59/y/deepCoadd_0_59_y_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-6a17-7230-98c1-e72dd51f715d	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/60/g/deepCoadd_0_60_g_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-6a17-727d-abad-424f0fa34d23	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/60/r/deepCoadd_0_60_r_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-6a17-7211-ae11-096791627f25	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/60/i/deepCoadd_0_60_i_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-6a17-76ad-a199-5a93d8095c0e	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/60/z/deepCoadd_0_60_z_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-6a17-7bb8-807c-a4b97da85ac0	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/60/y/deepCoadd_0_60_y_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-6a17-7229-92bf-bfc54e6c1b49	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/61/g/deepCoadd_0_61_g_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-6a17-7e87-9bfe-afea051c65ed	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/61/r/deepCoadd_0_61_r_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-6a17-7fc7-a8d6-55471650daa3	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/61/i/deepCoadd_0_61_i_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-6a17-799f-b4b7-3f6479446f4a	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/61/z/deepCoadd_0_61_z_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-6a17-7433-959e-549100f6c344	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/61/y/deepCoadd_0_61_y_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-6a17-7aad-9312-9e92de61ab99	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/62/g/deepCoadd_0_62_g_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-6a17-73bd-a74a-ee48b3b01cf1	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/62/r/deepCoadd_0_62_r_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-6a17-7106-9c23-3264c98b0d87	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/62/i/deepCoadd_0_62_i_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-6a17-7754-a1fb-dce815fd648b	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/62/z/deepCoadd_0_62_z_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-6a17-7a7b-9e79-cca18b1cc832	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/62/y/deepCoadd_0_62_y_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-6a17-70eb-8941-7fe1ff286b76	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/63/g/deepCoadd_0_63_g_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-6a17-716a-80e7-c5ed4defbea8	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/63/r/deepCoadd_0_63_r_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-6a17-76c6-93f0-d9105d93869e	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/63/i/deepCoadd_0_63_i_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-6a17-7f5a-8e0a-e518ee70ffeb	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/63/z/deepCoadd_0_63_z_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-6a17-720b-a498-0017db7c8f8c	file:///refbutler/nofiles/HSC/coadds/deepCoadd/0/63/y/deepCoadd_0_63_y_rings.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-6dc9-7a54-8c37-2263907b0c6f	file:///refbutler/nofiles/bias_0_0.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-6dc9-750b-b6f7-120c0ffdf70d	file:///refbutler/nofiles/bias_0_1.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-6dc9-7151-9207-42f278267130	file:///refbutler/nofiles/bias_0_2.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-70e3-7eff-b4d4-535608feb39f	file:///refbutler/nofiles/bias_1_0.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-70e3-7f0b-b31d-f46edd5ae01e	file:///refbutler/nofiles/bias_1_1.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-70e3-7019-aa55-ec56a44d2fb1	file:///refbutler/nofiles/bias_1_2.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-72ba-7847-b183-3133058f3d37	file:///refbutler/nofiles/bias_2_0.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-72ba-7204-af1a-f0322558bc2c	file:///refbutler/nofiles/bias_2_1.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
01a225fe-72ba-7e36-8af1-0b7e90a6266a	file:///refbutler/nofiles/bias_2_2.yaml	lsst.daf.butler.formatters.yaml.YamlFormatter	StructuredDataDict	__NULL_STRING__	\N	-1
\.
COPY public."group" (instrument, name) FROM stdin;
HSC	0
\.
COPY public.instrument (name, visit_max, visit_system, exposure_max, detector_max, class_name) FROM stdin;
HSC	21474800	0	21474800	200	lsst.obs.subaru.HyperSuprimeCam
\.
COPY public.opaque_meta (table_name) FROM stdin;
file_datastore_records
\.
COPY public.patch (skymap, tract, id, cell_x, cell_y, region) FROM stdin;
rings	0	0	0	0	cP0Rf84gVOu/4UzYHClT4D+drDubIxq6v4dVREjjY+u/Xf3BFao44D+drDubIxq6vxnriXKOZuu/e9dfrT464D98dQEQdiO5v7HlsG/KVuu/xzNUScBU4D98dQEQdiO5vw==
rings	0	1	1	0	cFB68WuUY+u/fMBpOy854D+drDubIxq6v4zuarY9c+u/4DO1SaEe4D+drDubIxq6vz4toV/qdeu/puj5VzMg4D98dQEQdiO5v2MfiI4/Zuu/4Y0A4MM64D98dQEQdiO5vw==
rings	0	2	2	0	cJN7pljvcuu/BeUAuiYf4D+drDubIxq6v3zdtWV/guu/l0Ke9YkE4D+drDubIxq6v36Rc4stheu/6WAfeRkG4D98dQEQdiO5v1ceOvqbdeu/v9JF1bgg4D98dQEQdiO5vw==
rings	0	3	3	0	cN13xoYxguu/OJcVsA8F4D+drDubIxq6vzVFZEiokeu/IsYEYsjU3z+drDubIxq6v6zjPuhXlOu/8oivUOLX3z98dQEQdiO5v2Pr7aTfhOu/cyieQJ8G4D98dQEQdiO5vw==
rings	0	4	4	0	cLgfkOhakeu/kptZatTV3z+drDubIxq6v7Gjy1C4oOu/RabnJmCg3z+drDubIxq6v+ZMV2hpo+u/Kjpv+nSj3z98dQEQdiO5v/zf4IAKlOu/oaAhc+7Y3z98dQEQdiO5vw==
rings	0	5	5	0	cIV+WHBroOu/OwixwWyh3z+drDubIxq6v03eV3Gvr+u/an8jadtr3z+drDubIxq6v95fJ/5hsuu/psnAHutu3z98dQEQdiO5v5uyZoAco+u/QSNkr4Gk3z98dQEQdiO5vw==
rings	0	6	6	0	cNQGixBjr+u/Kkpvlehs3z+drDubIxq6vxdOi5yNvuu/3F4QWDo33z+drDubIxq6vyMlMJxBweu/ieEA7UQ63z98dQEQdiO5vxuD6ZUVsuu/0UhGZfhv3z98dQEQdiO5vw==
rings	0	7	7	0	cJueqbtBvuu/i+vrFEg43z+drDubIxq6v+rL/sRSzeu/x9ofI30C3z+drDubIxq6v0UnCTUI0Ou/V7ellIIF3z98dQEQdiO5v+jm6bP1wOu/STgkxFI73z98dQEQdiO5vw==
rings	0	8	0	1	cK7wQlG9Vuu/xucoc7hU4D9PmriETCi5vzI/i0yBZuu/aK3s4zY64D9PmriETCi5v5uj8kQTaeu/8Q+5j7w74D87TtvZhzG4v36tFc9NWeu/G/1zm0BW4D87TtvZhzG4vw==
rings	0	9	1	1	cLdOr2gyZuu/SXlNFrw64D9PmriETCi5v6a8QzLddeu/Ex8Gmysg4D9PmriETCi5v6FkfJtweOu/MPVr1a4h4D87TtvZhzG4v89MsFnEaOu/fVWYzkE84D87TtvZhzG4vw==
rings	0	10	2	1	cDhMAs2Odeu/0voRGLEg4D9PmriETCi5vzM9w1Ygheu/nPGxyBEG4D9PmriETCi5vwm4ei61h+u/EChUkJIH4D87TtvZhzG4vwlu4C4ieOu/oEv9XjQi4D87TtvZhzG4vw==
rings	0	11	3	1	cK74YnDShOu/Mofwj5cG4D9PmriETCi5v0WTR6xKlOu/2zvvCNPX3z9PmriETCi5v9wlKvDgluu//qz2r8/a3z87TtvZhzG4vyLUy0Bnh+u/Ei4fZBgI4D87TtvZhzG4vw==
rings	0	12	4	1	cCi0DkX9k+u/4KjgKt/Y3z9PmriETCi5v4zuJCVco+u/60TXy2Wj3z9PmriETCi5v4GV3dLzpeu/S2rwh12m3z87TtvZhzG4v7qUroGTluu/sM8O69vb3z87TtvZhzG4vw==
rings	0	13	5	1	cK47WT0Po+u/Cj1LgHKk3z9PmriETCi5vz3oxbNUsuu/5tteCdxu3z9PmriETCi5v/5Z/sjttOu/atTc185x3z87TtvZhzG4v4gk2+Ompeu/Q9aYVWqn3z87TtvZhzG4vw==
rings	0	14	6	1	cKC1rEsIsuu/PyRjT+lv3z9PmriETCi5v2GPq0o0weu/NpTi8DU63z9PmriETCi5v0c+DMXOw+u/E/AczyM93z87TtvZhzG4v69julmhtOu/DjgjN9xy3z87TtvZhzG4vw==
rings	0	15	7	1	cOS9iWLowOu/v26Ex0M73z9PmriETCi5v/d0bdz6z+u/l4zYsXMF3z9PmriETCi5v2WRnbmW0uu/tE8rnVwI3z87TtvZhzG4v/mpy9WCw+u/k3YOvzE+3z87TtvZhzG4vw==
rings	0	16	0	2	cHGj3C5BWeu/O4isEDlW4D/GdHbAXja4v1eqcZ0Gaeu/MmAvEbU74D/GdHbAXja4v1y5qWF/a+u/IwTLzys94D/tcGrUgz+3v2p6AIe4W+u/M0dlM7JX4D/tcGrUgz+3vw==
rings	0	17	1	2	cJXCU7K3aOu/HSLRTzo84D/GdHbAXja4v9iN4+xjeOu/JmvpYqch4D/GdHbAXja4v2UuzBPeeuu/Xk8TyBsj4D/tcGrUgz+3vyP8bW8wa+u/2rpwGrE94D/tcGrUgz+3vw==
rings	0	18	2	2	cNLLa4AVeOu/eRs97Cwi4D/GdHbAXja4v3Jy1Xioh+u/ZnrfKYsH4D/GdHbAXja4vwL5MgAkiuu/wupHNP0I4D/tcGrUgz+3v5oCQqCPeuu/1LBxXaEj4D/tcGrUgz+3vw==
rings	0	19	3	2	cISISotah+u/B7hs/RAI4D/GdHbAXja4v4rmgzPUluu/AmI2+8Da3z/GdHbAXja4v95pGRlRmeu/eTHpV6Dd3z/tcGrUgz+3v2IXoQvWieu/AYvmE4MJ4D/tcGrUgz+3vw==
rings	0	20	4	2	cKcULMWGluu/2a/SNc3b3z/GdHbAXja4v9TXQQ/npeu/eHFm606m3z/GdHbAXja4v/cy0VBlqOu/OUdkjSmp3z/tcGrUgz+3v7EYxqMDmeu/wZG1qqze3z/tcGrUgz+3vw==
rings	0	21	5	2	cELrYiCapeu/6sSSuFun3z/GdHbAXja4v5+feP7gtOu/vVmWU8Bx3z/GdHbAXja4v+pzwplgt+u/vpBMOJZ03z/tcGrUgz+3v81FAlsYqOu/g+TNcjaq3z/tcGrUgz+3vw==
rings	0	22	6	2	cL7yV4+UtOu/omFgss1y3z/GdHbAXja4vxoPqPPBw+u/qgknYxU93z/GdHbAXja4vz3Ga+ZCxuu/nUIHiOY/3z/tcGrUgz+3v2ZLvSMUt+u/BwRhr6N13z/tcGrUgz+3vw==
rings	0	23	7	2	cB+JigR2w+u/ofGbUiM+3z/GdHbAXja4v317ZuGJ0uu/wf2SSU4I3z/GdHbAXja4v4VJYikM1eu/ZSETrBoL3z/tcGrUgz+3v8pPdfD2xeu/oKHTj/RA3z/tcGrUgz+3vw==
rings	0	24	0	3	cBW9B2WsW+u//XUI9KpX4D+5w4woW0S3vwrbsThza+u/OpAxnCQ94D+5w4woW0S3v+QogMbSbeu/PqNKbIw+4D8gddrZak22v6SKQ5UKXuu/eOTaDxVZ4D8gddrZak22vw==
rings	0	25	1	3	cIsgmUYka+u/ayqc5qk94D+5w4woW0S3vyBgA+TReuu/iLsIoBQj4D+5w4woW0S3v7pNYMYyfeu/t/mmLnok4D8gddrZak22vzMwks2Dbeu/iaI+whE/4D8gddrZak22vw==
rings	0	26	2	3	cN/+m3CDeuu/VN8rNZoj4D+5w4woW0S3vzA3pMkXiuu/h6rSF/YI4D+5w4woW0S3vzvgav55jOu/B8CzY1kK4D8gddrZak22v3qlLkzkfOu/P/pZz/8k4D8gddrZak22vw==
rings	0	27	3	3	cMvnNNXJieu/L+w193sJ4D+5w4woW0S3vwC3z9tEmeu/aCo2NpLd3z+5w4woW0S3vxsG2mCom+u/v2/9RVTg3z8gddrZak22vylHPAMsjOu/nkutTt8K4D8gddrZak22vw==
rings	0	28	4	3	cKC/nmb3mOu/EYyLiJ7e3z+5w4woW0S3v56X1wxZqOu/zXb1ghup3z+5w4woW0S3v0hI/t+9quu/5ldFCNmr3z8gddrZak22v3bI9ORam+u/zyqMr2Dh3z8gddrZak22vw==
rings	0	29	5	3	cLTLKhcMqOu/dNTnZyiq3z+5w4woW0S3v6/+I09Ut+u/QJ8uRYh03z+5w4woW0S3vzSfPm66ueu/cbWOPUF33z8gddrZak22v4w/qONwquu/ib99BOas3z8gddrZak22vw==
rings	0	30	6	3	cL++QNkHt+u/TJLLu5V13z+5w4woW0S3v7eLM5U2xuu/T8NGrNg/3z+5w4woW0S3vyR/GP6dyOu/F8JCFY1C3z8gddrZak22v+YxvfFtueu/FU5+y0543z8gddrZak22vw==
rings	0	31	7	3	cA7FXp/qxeu/52Gbs+ZA3z+5w4woW0S3vz5km9H/1Ou/epK85wwL3z+5w4woW0S3v1XkH4Jo1+u/t0nkvrwN3z8gddrZak22v4igsAFSyOu/3oz2M5tD3z8gddrZak22vw==
rings	0	32	0	4	cPkJlvH+Xeu/fD/vGw5Z4D/5uyaXQlK2v8dbHBzHbeu/IOmng4U+4D/5uyaXQlK2vyg3XXENcOu/yA76Y94/4D/j1mnEPVu1v/JXx/dDYOu/OO+UL2la4D/j1mnEPVu1vw==
rings	0	33	1	4	cF75TyN4beu/NDNj2Qo/4D/5uyaXQlK2v2GEchUnfeu/nc8aUXMk4D/5uyaXQlK2v7naHrFuf+u/6hPrB8ol4D/j1mnEPVu1v/ozBHK+b+u/3CPExGNA4D/j1mnEPVu1vw==
rings	0	34	2	4	cIM8YpvYfOu/JPuU8fgk4D/5uyaXQlK2v7Ck/UZujOu/UlZEkVIK4D/5uyaXQlK2v9VaBye3juu/0cZdHacL4D/j1mnEPVu1v8F0jDAgf+u/Vz16s08m4D/j1mnEPVu1vw==
rings	0	35	3	4	cPw18EsgjOu/U+0EfNgK4D/5uyaXQlK2v0Xo96Kcm+u/22lkt0bg3z/5uyaXQlK2v6W+T8Xmneu/e6bDd+vi3z/j1mnEPVu1v5BWgiVpjuu/oYQ5Ey0M4D/j1mnEPVu1vw==
rings	0	36	4	4	cNueMydPm+u/9fyAIFPh3z/5uyaXQlK2v93dsRuyquu/K1j+j8ur3z/5uyaXQlK2v1tyR379rOu/8t0n9muu3z/j1mnEPVu1vwduHkOZneu/AcUi9/fj3z/j1mnEPVu1vw==
rings	0	37	5	4	cByTfB9lquu/eVnEi9is3z/5uyaXQlK2v7WDkqOuueu/ZuCl2zN33z/5uyaXQlK2v4FTVET7u+u/RYk75c953z/j1mnEPVu1v460r3uwrOu/Z5Q8CHmv3z/j1mnEPVu1vw==
rings	0	38	6	4	cAWeMSdiueu/vNQiaUF43z/5uyaXQlK2v9FTFy2SyOu/GCjEyX9C3z/5uyaXQlK2v0m98gngyuu/k7xrdBdF3z/j1mnEPVu1v6+Um8Guu+u/YkgTid163z/j1mnEPVu1vw==
rings	0	39	7	4	cFfGzzBGyOu//hAF6I1D3z/5uyaXQlK2vyNQ1Kpc1+u/6+bbia8N3z/5uyaXQlK2v7GUtcGr2eu/MiA/00IQ3z/j1mnEPVu1v0/2XQeUyuu/uHETqSVG3z/j1mnEPVu1vw==
rings	0	40	0	5	cAqSb9I4YOu/Arsgh2Ja4D/FeoLmFWC1v2X/l0UCcOu/1EhUxtc/4D/FeoLmFWC1v2RzPmAvcuu/uJuotSFB4D8GMmlu/Wi0v5CZiqxkYuu/xMpgka5b4D8GMmlu/Wi0vw==
rings	0	41	1	5	cPElX0azb+u/NRDoJl1A4D/FeoLmFWC1v1agFn9jf+u/7YPjdMMl4D/FeoLmFWC1v0FEBNKRgeu/5duwUgsn4D8GMmlu/Wi0v3+cwVrgceu/BorQIKdB4D8GMmlu/Wi0vw==
rings	0	42	2	5	cHswpP4Uf+u/NkE8IEkm4D/FeoLmFWC1v3g1xu6rjuu/AFr6lKAL4D/FeoLmFWC1vyS5A3jbkOu/HScZYOYM4D8GMmlu/Wi0vw/lV0tDgeu/Qq6jCJEn4D8GMmlu/Wi0vw==
rings	0	43	3	5	cJXzYO1djuu/bY2fiiYM4D/FeoLmFWC1v47L34bbneu/adpQfN7i3z/FeoLmFWC1vxTHdEQMoOu/1fvl6mXl3z8GMmlu/Wi0v6CbbnCNkOu/NVReYGwN4D8GMmlu/Wi0vw==
rings	0	44	4	5	cHwJzgSOneu/CahC++rj3z/FeoLmFWC1v1/UsjnyrOu/btMUEF+u3z/FeoLmFWC1v+DJpSkkr+u/1Ne5VOKw3z8GMmlu/Wi0v6pCPby+n+u/1XIjf3Lm3z8GMmlu/Wi0vw==
rings	0	45	5	5	cCpxOjelrOu/Q/27IWyv3z/FeoLmFWC1v/4ypfnvu+u/CuGTFMN53z/FeoLmFWC1v26Q+xkjvuu/GeUELUJ83z8GMmlu/Wi0vyjDESHXruu/3k24e++x3z8GMmlu/Wi0vw==
rings	0	46	6	5	cLSaC3eju+u/Ltj9t9B63z/FeoLmFWC1vx9IM7nUyuu/CgQ7uQpF3z/FeoLmFWC1vwtp8QcJzeu/Z+c3o4VH3z8GMmlu/Wi0v/d4UJHWveu/C7jR5U993z8GMmlu/Wi0vw==
rings	0	47	7	5	cIFzvbaIyuu/QbZ07RhG3z/FeoLmFWC1vzT+72qg2eu/btGQLTYQ3z/FeoLmFWC1v48tGebV2+u/uDjd5qwS3z8GMmlu/Wi0vw8/dP+8zOu/vvHf7JNI3z8GMmlu/Wi0vw==
rings	0	48	0	6	cKCakgVaYuu/2AdqNKhb4D8VQfDw1W20v/viIbMkcuu/tMAFYxtB4D8VQfDw1W20v++4N5E4dOu/iNMyYFZC4D9TfTqyqnazvwFGorFsZOu/giQZNOVc4D9TfTqyqnazvw==
rings	0	49	1	6	cCXJw63Vceu/BMn5zaBB4D8VQfDw1W20v3mw6x6Hgeu/OtMzCgUn4D8VQfDw1W20v81RIyecg+u/7a7WDT4o4D9TfTqyqnazv6RK3oXpc+u/KVVA1dtC4D9TfTqyqnazvw==
rings	0	50	2	6	cAHdXZg4geu/gKLyv4on4D8VQfDw1W20vzXH+L7QkOu/y5rHIeAM4D8VQfDw1W20v4Gwce/mkuu/+hLGKhcO4D9TfTqyqnazv13Do5pNg+u/56C0zcMo4D9TfTqyqnazvw==
rings	0	51	3	6	cPsDgreCkOu/5KfYIWYN4D8VQfDw1W20v5EhgYUBoOu/lB2lglnl3z8VQfDw1W20v1/EWdwYouu/k38oncPn3z9TfTqyqnazvynREuKYkuu/B+P7NJ0O4D9TfTqyqnazvw==
rings	0	52	4	6	cObFZ/2zn+u/IRt6Fmbm3z8VQfDw1W20v7Eg02QZr+u/QWPmANaw3z8VQfDw1W20vyrlKOAxseu/9wLDITyz3z9TfTqyqnazv8PwYU7Loeu/QTFSRdDo3z9TfTqyqnazvw==
rings	0	53	5	6	cBIRXVzMruu/wiZ8J+Ox3z8VQfDw1W20v8aYU08Yvuu/F/ep7TV83z8VQfDw1W20v2jfQu0xwOu//DW2Eph+3z9TfTqyqnazvxEH3tHksOu/fpa4XEm03z9TfTqyqnazvw==
rings	0	54	6	6	cKVGxsbLveu/yd4NpkN93z8VQfDw1W20v17dfTf+zOu/ZopgeHlH3z8VQfDw1W20v7AAIvYYz+u/RmF2n9dJ3z9TfTqyqnazv4dt6l7lv+u/O/eE36V/3z9TfTqyqnazvw==
rings	0	55	7	6	cNxGHi+yzOu/I3GfwYdI3z8VQfDw1W20v4vN4w/L2+u/qGSU0KAS3z8VQfDw1W20v9IjV+3m3eu/lmWR9/oU3z9TfTqyqnazv2D+AOjMzuu/rxgr/eVK3z9TfTqyqnazvw==
rings	0	56	0	7	cFKoE4liZOu/V4+lIt9c4D++rtGQg3uzv7RvzWIudOu/nZaYWFBC4D++rtGQg3uzv/kwcwIpduu/QXWCYnxD4D+pRVBqRoSyv8iUOQVcZuu/+vSlFg1e4D+pRVBqRoSyvw==
rings	0	57	1	7	cK9RkVffc+u/I5p0zdVC4D++rtGQg3uzv9gJBPORg+u/ldfpDzgo4D++rtGQg3uzvy4lpa6Nheu/oApIOGIp4D+pRVBqRoSyv95shPHZdeu/Yzv94AFE4D+pRVBqRoSyvw==
rings	0	58	2	7	cKScoWZDg+u/tC+Wz70o4D++rtGQg3uzv5ScprXckuu//weMNhEO4D++rtGQg3uzvwpdeYvZlOu/lsdRfDkP4D+pRVBqRoSyv702mRw/heu/8omYAegp4D+pRVBqRoSyvw==
rings	0	59	3	7	cFOvZKiOkuu/oCKQQJcO4D++rtGQg3uzv1cc7JwOouu/b74kyLfn3z++rtGQg3uzv5fOJYsMpOu/Fy1pjATq3z+pRVBqRoSyv4EYl3iLlOu/T2X/j78P4D+pRVBqRoSyvw==
rings	0	60	4	7	cJMLEQ/Boeu/e87qb8To3z++rtGQg3uzv/rlIZsnseu/N0E6YDCz3z++rtGQg3uzv+rZ9p8ms+u/td0kW3m13z+pRVBqRoSyv5OVs/e+o+u/s+mMRxHr3z+pRVBqRoSyvw==
rings	0	61	5	7	cGCb84zasOu/rPzLmj203z++rtGQg3uzvw/Lq6InwOu/owyzZIx+3z++rtGQg3uzv2tVT7wnwuu/KX80lNGA3z+pRVBqRoSyvyGbOozZsuu/o9oeqYa23z+pRVBqRoSyvw==
rings	0	62	6	7	cDm9bxTbv+u/uL8dMZp/3z++rtGQg3uzvy8eBKYOz+u/vVcDBcxJ3z++rtGQg3uzvyyaqNIP0eu/MrQPZw1M3z+pRVBqRoSyv3qMjijbweu/JPcRdN+B3z+pRVBqRoSyvw==
rings	0	63	7	7	cF5Q/5fCzuu/QctTYtpK3z++rtGQg3uzvya/u5fc3eu/o/G4cO8U3z++rtGQg3uzvxGQktXe3+u/eblHAy0X3z+pRVBqRoSyv01PKL/D0Ou/f17d1xtN3z+pRVBqRoSyvw==
\.
COPY public.patch_skypix_overlap (skypix_system, skypix_level, skymap, tract, patch, skypix_index) FROM stdin;
htm	7	rings	0	0	157545
htm	7	rings	0	0	157549
htm	7	rings	0	1	157538
htm	7	rings	0	1	157549
htm	7	rings	0	2	157538
htm	7	rings	0	3	157538
htm	7	rings	0	3	157539
htm	7	rings	0	4	157536
htm	7	rings	0	4	157539
htm	7	rings	0	5	157536
htm	7	rings	0	6	157264
htm	7	rings	0	6	157536
htm	7	rings	0	7	157264
htm	7	rings	0	7	157536
htm	7	rings	0	8	157549
htm	7	rings	0	9	157538
htm	7	rings	0	9	157549
htm	7	rings	0	10	157538
htm	7	rings	0	10	157539
htm	7	rings	0	11	157538
htm	7	rings	0	11	157539
htm	7	rings	0	12	157536
htm	7	rings	0	12	157539
htm	7	rings	0	13	157264
htm	7	rings	0	13	157536
htm	7	rings	0	13	157539
htm	7	rings	0	14	157264
htm	7	rings	0	14	157536
htm	7	rings	0	15	157264
htm	7	rings	0	16	157549
htm	7	rings	0	16	157551
htm	7	rings	0	17	157537
htm	7	rings	0	17	157538
htm	7	rings	0	17	157539
htm	7	rings	0	17	157549
htm	7	rings	0	17	157550
htm	7	rings	0	17	157551
htm	7	rings	0	18	157537
htm	7	rings	0	18	157538
htm	7	rings	0	18	157539
htm	7	rings	0	19	157537
htm	7	rings	0	19	157539
htm	7	rings	0	20	157266
htm	7	rings	0	20	157537
htm	7	rings	0	20	157539
htm	7	rings	0	21	157264
htm	7	rings	0	21	157266
htm	7	rings	0	21	157267
htm	7	rings	0	21	157536
htm	7	rings	0	21	157537
htm	7	rings	0	21	157539
htm	7	rings	0	22	157264
htm	7	rings	0	22	157267
htm	7	rings	0	23	157264
htm	7	rings	0	23	157267
htm	7	rings	0	24	157550
htm	7	rings	0	24	157551
htm	7	rings	0	25	157537
htm	7	rings	0	25	157550
htm	7	rings	0	25	157551
htm	7	rings	0	26	157537
htm	7	rings	0	26	157550
htm	7	rings	0	27	157537
htm	7	rings	0	28	157266
htm	7	rings	0	28	157537
htm	7	rings	0	29	157266
htm	7	rings	0	29	157267
htm	7	rings	0	29	157537
htm	7	rings	0	30	157267
htm	7	rings	0	31	157265
htm	7	rings	0	31	157267
htm	7	rings	0	32	157550
htm	7	rings	0	32	157551
htm	7	rings	0	33	157550
htm	7	rings	0	34	157537
htm	7	rings	0	34	157550
htm	7	rings	0	35	157266
htm	7	rings	0	35	157537
htm	7	rings	0	36	157266
htm	7	rings	0	36	157537
htm	7	rings	0	37	157266
htm	7	rings	0	37	157267
htm	7	rings	0	38	157265
htm	7	rings	0	38	157267
htm	7	rings	0	39	157265
htm	7	rings	0	39	157267
htm	7	rings	0	40	157550
htm	7	rings	0	40	157551
htm	7	rings	0	41	157550
htm	7	rings	0	42	157266
htm	7	rings	0	42	157537
htm	7	rings	0	42	157550
htm	7	rings	0	43	157266
htm	7	rings	0	43	157537
htm	7	rings	0	44	157266
htm	7	rings	0	45	157266
htm	7	rings	0	45	157267
htm	7	rings	0	46	157265
htm	7	rings	0	46	157267
htm	7	rings	0	47	157265
htm	7	rings	0	48	157542
htm	7	rings	0	48	157550
htm	7	rings	0	49	157273
htm	7	rings	0	49	157542
htm	7	rings	0	49	157550
htm	7	rings	0	50	157266
htm	7	rings	0	50	157273
htm	7	rings	0	50	157277
htm	7	rings	0	50	157537
htm	7	rings	0	50	157542
htm	7	rings	0	50	157550
htm	7	rings	0	51	157266
htm	7	rings	0	51	157277
htm	7	rings	0	52	157266
htm	7	rings	0	52	157277
htm	7	rings	0	53	157265
htm	7	rings	0	53	157266
htm	7	rings	0	53	157267
htm	7	rings	0	53	157277
htm	7	rings	0	53	157278
htm	7	rings	0	53	157279
htm	7	rings	0	54	157265
htm	7	rings	0	54	157267
htm	7	rings	0	54	157278
htm	7	rings	0	54	157279
htm	7	rings	0	55	157265
htm	7	rings	0	55	157278
htm	7	rings	0	56	157542
htm	7	rings	0	57	157273
htm	7	rings	0	57	157542
htm	7	rings	0	58	157273
htm	7	rings	0	58	157277
htm	7	rings	0	59	157277
htm	7	rings	0	60	157277
htm	7	rings	0	60	157279
htm	7	rings	0	61	157277
htm	7	rings	0	61	157279
htm	7	rings	0	62	157278
htm	7	rings	0	62	157279
htm	7	rings	0	63	157270
htm	7	rings	0	63	157278
\.
COPY public.patch_skypix_overlap_summary (skypix_system, skypix_level, skymap) FROM stdin;
htm	7	rings
\.
COPY public.patch_visit_detector_region_overlap (skymap, instrument, tract, patch, detector, visit) FROM stdin;
\.
COPY public.patch_visit_detector_region_overlap_summary (skymap, instrument) FROM stdin;
\.
COPY public.patch_visit_overlap (skymap, instrument, tract, patch, visit) FROM stdin;
\.
COPY public.patch_visit_overlap_summary (skymap, instrument) FROM stdin;
\.
COPY public.physical_filter (instrument, name, band) FROM stdin;
HSC	HSC-G	g
HSC	HSC-R	r
HSC	HSC-I	i
HSC	HSC-Z	z
HSC	HSC-Y	y
\.
COPY public.run (collection_id, host, timespan) FROM stdin;
1	\N	\N
2	\N	\N
3	\N	\N
4	\N	\N
9	\N	\N
10	\N	\N
11	\N	\N
\.
COPY public.skymap (name, hash, tract_max, patch_nx_max, patch_ny_max) FROM stdin;
rings	eoQyQDFiC57Clc6dqwirls/9wn0=	20000	8	8
\.
COPY public.ssp_balanced_index (ssp_hypothesis_table, id) FROM stdin;
\.
COPY public.ssp_hypothesis_bundle (ssp_hypothesis_table, id) FROM stdin;
\.
COPY public.ssp_hypothesis_table (name) FROM stdin;
\.
COPY public.subfilter (band, id) FROM stdin;
\.
COPY public.tract (skymap, id, region) FROM stdin;
rings	0	cFIFw0pPVOu/51SmwOpS4D/+ZU2cuBe6v+C7ugE0zeu/4hgvAwwD3z/+ZU2cuBe6v8A+RCK03+u/hbWdCK8X3z9VW6sFs4ayvyyRi/h+Zuu/SJKGmsdd4D9VW6sFs4ayvw==
\.
COPY public.tract_skypix_overlap (skypix_system, skypix_level, skymap, tract, skypix_index) FROM stdin;
htm	7	rings	0	157264
htm	7	rings	0	157265
htm	7	rings	0	157266
htm	7	rings	0	157267
htm	7	rings	0	157270
htm	7	rings	0	157273
htm	7	rings	0	157277
htm	7	rings	0	157278
htm	7	rings	0	157279
htm	7	rings	0	157536
htm	7	rings	0	157537
htm	7	rings	0	157538
htm	7	rings	0	157539
htm	7	rings	0	157542
htm	7	rings	0	157545
htm	7	rings	0	157549
htm	7	rings	0	157550
htm	7	rings	0	157551
\.
COPY public.tract_skypix_overlap_summary (skypix_system, skypix_level, skymap) FROM stdin;
htm	7	rings
\.
COPY public.tract_visit_detector_region_overlap (skymap, instrument, tract, detector, visit) FROM stdin;
\.
COPY public.tract_visit_detector_region_overlap_summary (skymap, instrument) FROM stdin;
\.
COPY public.tract_visit_overlap (skymap, instrument, tract, visit) FROM stdin;
\.
COPY public.tract_visit_overlap_summary (skymap, instrument) FROM stdin;
\.
COPY public.visit (instrument, id, day_obs, physical_filter, name, seq_num, exposure_time, target_name, observation_reason, science_program, azimuth, zenith_angle, region, timespan) FROM stdin;
HSC	1000	20150101	HSC-G	HSCA00001000	0	200	FIELD0	science	o15a	10	30	cKfjhpjZX+u/fO6N8vRA4D/0onRT0965v3dguFdrw+u/icBc0v4o3z/0onRT0965v7mEZl7O1Ou/OlWha4I83z+QLnsNvb+yv6xzPET+cOu/uH3dvyJL4D+QLnsNvb+yvw==	[1420070400000000000,1420070600000000000)
\.
COPY public.visit_definition (instrument, exposure, visit) FROM stdin;
HSC	1000	1000
\.
COPY public.visit_detector_region (instrument, detector, visit, region) FROM stdin;
HSC	0	1000	cBvbeyapY+u/PXsF+Z064D+yPiVeadu5v/qsua2cauu/Bo5p9Nwu4D+yPiVeadu5v08c8gT8bOu/uevXckMw4D/RZjilm/64vyVwt+MHZuu/ed7UewU84D/RZjilm/64vw==
HSC	1	1000	cE+cWLfmauu/wAWqg18u4D+yPiVeadu5v7bJc/3Uceu/RLogZZsi4D+yPiVeadu5v9nJnPQ0dOu/CJAO1AAk4D/RZjilm/64vyco+RRGbeu/dpQ998Uv4D/RZjilm/64vw==
HSC	2	1000	cO85/84ecuu/XilZ0x0i4D+yPiVeadu5v0aOldIHeeu/69E7nVYW4D+yPiVeadu5v1jANWloe+u/psRh/LoX4D/RZjilm/64v1x8i8x+dOu/a1RpN4Mj4D/RZjilm/64vw==
\.
COPY public.visit_detector_region_skypix_overlap (skypix_system, skypix_level, instrument, detector, visit, skypix_index) FROM stdin;
htm	7	HSC	0	1000	157549
htm	7	HSC	1	1000	157538
htm	7	HSC	1	1000	157549
htm	7	HSC	2	1000	157538
\.
COPY public.visit_detector_region_skypix_overlap_summary (skypix_system, skypix_level, instrument) FROM stdin;
htm	7	HSC
\.
COPY public.visit_skypix_overlap (skypix_system, skypix_level, instrument, visit, skypix_index) FROM stdin;
htm	7	HSC	1000	157264
htm	7	HSC	1000	157265
htm	7	HSC	1000	157266
htm	7	HSC	1000	157267
htm	7	HSC	1000	157273
htm	7	HSC	1000	157277
htm	7	HSC	1000	157278
htm	7	HSC	1000	157279
htm	7	HSC	1000	157536
htm	7	HSC	1000	157537
htm	7	HSC	1000	157538
htm	7	HSC	1000	157539
htm	7	HSC	1000	157542
htm	7	HSC	1000	157549
htm	7	HSC	1000	157550
htm	7	HSC	1000	157551
\.
COPY public.visit_skypix_overlap_summary (skypix_system, skypix_level, instrument) FROM stdin;
htm	7	HSC
\.
COPY public.visit_system (instrument, id, name) FROM stdin;
HSC	0	one-to-one
\.
COPY public.visit_system_membership (instrument, visit_system, visit) FROM stdin;
HSC	0	1000
\.
SELECT pg_catalog.setval('public.collection_seq_collection_id', 11, true);
SELECT pg_catalog.setval('public.dataset_calibs_00000004_seq_id', 9, true);
SELECT pg_catalog.setval('public.dataset_type_seq_id', 5, true);
SELECT pg_catalog.setval('public.dimension_graph_key_seq_id', 4, true);
