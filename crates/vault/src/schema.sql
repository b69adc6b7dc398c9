CREATE TABLE meta (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    name TEXT NOT NULL,
    currency TEXT NOT NULL,
    sample INTEGER NOT NULL,
    created INTEGER NOT NULL
) STRICT;
CREATE TABLE import (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    file_name TEXT NOT NULL,
    kind TEXT NOT NULL,
    digest BLOB NOT NULL,
    source TEXT NOT NULL,
    basis TEXT NOT NULL,
    at INTEGER NOT NULL,
    counts TEXT NOT NULL DEFAULT ''
, collected TEXT NOT NULL DEFAULT 'unstated', collected_on INTEGER, permits TEXT NOT NULL DEFAULT '[]', notice TEXT NOT NULL DEFAULT '', undone INTEGER) STRICT;
CREATE TABLE sqlite_sequence(name,seq);
CREATE INDEX import_digest ON import (digest);
CREATE TABLE person (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    external_id TEXT NOT NULL,
    email TEXT NOT NULL,
    phone TEXT NOT NULL,
    first_name TEXT NOT NULL,
    last_name TEXT NOT NULL,
    company TEXT NOT NULL,
    street TEXT NOT NULL,
    city TEXT NOT NULL,
    region TEXT NOT NULL,
    postcode TEXT NOT NULL,
    country TEXT NOT NULL,
    birthday INTEGER,
    signed_up INTEGER,
    tags TEXT NOT NULL,
    use_allowed INTEGER NOT NULL DEFAULT 1,
    use_said INTEGER,
    created INTEGER NOT NULL,
    updated INTEGER NOT NULL
, custom TEXT NOT NULL DEFAULT '') STRICT;
CREATE INDEX person_use_refused ON person (use_said) WHERE use_allowed = 0;
CREATE TABLE identity (
    kind INTEGER NOT NULL,
    value TEXT NOT NULL,
    person INTEGER NOT NULL REFERENCES person (id),
    PRIMARY KEY (kind, value)
) STRICT, WITHOUT ROWID;
CREATE INDEX identity_person ON identity (person);
CREATE TABLE person_source (
    person INTEGER NOT NULL REFERENCES person (id),
    import INTEGER NOT NULL REFERENCES import (id),
    line INTEGER NOT NULL,
    first_seen INTEGER NOT NULL, said TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (person, import)
) STRICT, WITHOUT ROWID;
CREATE TABLE permission (
    person INTEGER NOT NULL REFERENCES person (id),
    channel TEXT NOT NULL,
    state TEXT NOT NULL,
    basis TEXT NOT NULL,
    source TEXT NOT NULL,
    at INTEGER NOT NULL,
    import INTEGER REFERENCES import (id), purposes INTEGER NOT NULL DEFAULT 3, own INTEGER NOT NULL DEFAULT 3,
    PRIMARY KEY (person, channel)
) STRICT, WITHOUT ROWID;
CREATE INDEX permission_refused ON permission (at) WHERE state = 'refused';
CREATE TABLE permission_past (
    id INTEGER PRIMARY KEY,
    person INTEGER NOT NULL REFERENCES person (id),
    channel TEXT NOT NULL,
    state TEXT NOT NULL,
    basis TEXT NOT NULL,
    source TEXT NOT NULL,
    at INTEGER NOT NULL,
    import INTEGER REFERENCES import (id)
, purposes INTEGER NOT NULL DEFAULT 3) STRICT;
CREATE INDEX permission_past_person ON permission_past (person);
CREATE TABLE suppression (
    token BLOB NOT NULL,
    scope TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (token, scope)
) STRICT, WITHOUT ROWID;
CREATE TABLE chunk (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL,
    import INTEGER NOT NULL REFERENCES import (id),
    first_day INTEGER NOT NULL,
    last_day INTEGER NOT NULL,
    rows INTEGER NOT NULL,
    checksum INTEGER NOT NULL,
    bytes BLOB NOT NULL
) STRICT;
CREATE INDEX chunk_kind ON chunk (kind);
CREATE TABLE segment (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL COLLATE NOCASE UNIQUE,
    rule TEXT NOT NULL,
    created INTEGER NOT NULL,
    updated INTEGER NOT NULL
) STRICT;
CREATE TABLE persona_run (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    at INTEGER NOT NULL,
    after INTEGER,
    personas TEXT NOT NULL
) STRICT;
CREATE TABLE receipt (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    at INTEGER NOT NULL,
    proof TEXT NOT NULL
) STRICT;
CREATE TABLE log (
    number INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    commitment BLOB NOT NULL,
    hash BLOB NOT NULL,
    mac BLOB NOT NULL
) STRICT;
CREATE TABLE log_payload (
    number INTEGER PRIMARY KEY,
    actor TEXT NOT NULL,
    verb TEXT NOT NULL,
    subjects TEXT NOT NULL,
    fields TEXT NOT NULL,
    forgot TEXT NOT NULL,
    salt BLOB NOT NULL
) STRICT;
CREATE INDEX log_forgot ON log_payload (number) WHERE forgot <> '';
CREATE TABLE log_head (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    number INTEGER NOT NULL,
    hash BLOB NOT NULL,
    edge BLOB NOT NULL,
    checkpoints INTEGER NOT NULL,
    mac BLOB NOT NULL
) STRICT;
CREATE TABLE log_checkpoint (
    size INTEGER PRIMARY KEY,
    note TEXT NOT NULL
) STRICT;
CREATE TABLE vault_secret (
    name TEXT PRIMARY KEY,
    value BLOB NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE setting (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE claim (
    import INTEGER NOT NULL REFERENCES import (id),
    kind TEXT NOT NULL,
    hashes BLOB NOT NULL,
    PRIMARY KEY (import, kind)
) STRICT;
CREATE TABLE field (
    key TEXT PRIMARY KEY,
    label TEXT NOT NULL,
    kind TEXT NOT NULL,
    purpose TEXT NOT NULL,
    since INTEGER NOT NULL,
    imports TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE same_person (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    a INTEGER NOT NULL REFERENCES person (id),
    b INTEGER NOT NULL REFERENCES person (id),
    same INTEGER NOT NULL,
    sure INTEGER NOT NULL,
    probability REAL NOT NULL,
    at INTEGER NOT NULL,
    UNIQUE (a, b)
) STRICT;
CREATE INDEX same_person_b ON same_person (b);
CREATE TABLE mapping (
    signature TEXT NOT NULL,
    source TEXT NOT NULL,
    mapping TEXT NOT NULL,
    provenance TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (signature, source)
) STRICT, WITHOUT ROWID;
CREATE TABLE product (
    key TEXT NOT NULL,
    import INTEGER NOT NULL REFERENCES import (id),
    told TEXT NOT NULL,
    PRIMARY KEY (key, import)
) STRICT, WITHOUT ROWID;
CREATE INDEX product_import ON product (import);
CREATE TABLE campaign_result (
    key TEXT NOT NULL,
    import INTEGER NOT NULL REFERENCES import (id),
    told TEXT NOT NULL,
    PRIMARY KEY (key, import)
) STRICT, WITHOUT ROWID;
CREATE INDEX campaign_result_import ON campaign_result (import);
CREATE TABLE export (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at INTEGER NOT NULL,
    recipient TEXT NOT NULL,
    channel TEXT NOT NULL,
    purpose TEXT NOT NULL,
    shape TEXT NOT NULL,
    people INTEGER NOT NULL
) STRICT;
CREATE TABLE segment_size (
    segment INTEGER NOT NULL REFERENCES segment (id),
    day INTEGER NOT NULL,
    size INTEGER NOT NULL,
    PRIMARY KEY (segment, day)
) STRICT, WITHOUT ROWID;
CREATE TABLE segment_seen (
    segment INTEGER PRIMARY KEY REFERENCES segment (id),
    at INTEGER NOT NULL,
    rule TEXT NOT NULL,
    size INTEGER NOT NULL,
    people BLOB NOT NULL
) STRICT;
CREATE TABLE laid_out (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    log_number INTEGER NOT NULL,
    log_hash BLOB NOT NULL,
    layout TEXT NOT NULL,
    tie INTEGER NOT NULL,
    key BLOB NOT NULL,
    sheets TEXT NOT NULL
) STRICT;
CREATE TABLE place (
    postcode TEXT NOT NULL,
    country TEXT NOT NULL,
    latitude INTEGER NOT NULL,
    longitude INTEGER NOT NULL,
    name TEXT NOT NULL,
    PRIMARY KEY (postcode, country)
) STRICT, WITHOUT ROWID;
CREATE TABLE score_run (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL,
    version TEXT NOT NULL,
    as_of INTEGER NOT NULL,
    horizon INTEGER NOT NULL,
    params TEXT NOT NULL,
    seed INTEGER NOT NULL,
    data BLOB NOT NULL,
    digest BLOB NOT NULL,
    made_at INTEGER NOT NULL
) STRICT;
CREATE TABLE score_proof_seen (
    kind TEXT PRIMARY KEY,
    run INTEGER NOT NULL REFERENCES score_run (id),
    how TEXT NOT NULL CHECK (how IN ('seen', 'skipped')),
    at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE score_override (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    person INTEGER NOT NULL REFERENCES person (id),
    kind TEXT NOT NULL,
    put TEXT NOT NULL,
    note TEXT NOT NULL,
    set_at INTEGER NOT NULL,
    taken_back_at INTEGER
) STRICT;
CREATE INDEX score_override_person ON score_override (person);
CREATE TABLE laid_since (
    id INTEGER PRIMARY KEY,
    people BLOB NOT NULL,
    chunks BLOB NOT NULL
) STRICT;
