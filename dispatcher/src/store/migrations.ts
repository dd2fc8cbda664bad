// The tables, as a list of steps: `PRAGMA user_version` says how many of them a store has taken. A step that is on the main
// branch never changes: whatever changes the tables is one more step at the end.

/** So many steps are in people's stores: of each, `released/` has a store to be tested with. A release adds the latest. */
export const released = 2;

export const migrations: readonly string[] = [
  `
  CREATE TABLE dispatch (
    key INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    request_key TEXT NOT NULL UNIQUE,
    lattice TEXT NOT NULL,
    source TEXT NOT NULL,
    inputs TEXT NOT NULL,               -- JSON
    place TEXT,                         -- JSON: of the lattice
    origin TEXT,                        -- JSON: of the dispatch
    directory TEXT NOT NULL,
    state TEXT NOT NULL,
    submitted_at REAL NOT NULL,
    started_at REAL,
    ended_at REAL,
    error TEXT,                         -- JSON
    seq INTEGER NOT NULL,               -- of its last state message
    total INTEGER NOT NULL,
    completed INTEGER NOT NULL,
    failed INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX dispatch_unfinished ON dispatch (key) WHERE ended_at IS NULL;
  CREATE INDEX dispatch_by_state ON dispatch (state, key);

  -- Each traced graph: the dispatch's own (parent -1), or that of a sublattice.
  CREATE TABLE graph (
    key INTEGER PRIMARY KEY,
    dispatch INTEGER NOT NULL REFERENCES dispatch,
    parent INTEGER NOT NULL,
    base INTEGER NOT NULL,
    size INTEGER NOT NULL,
    output BLOB NOT NULL,
    output_needs TEXT NOT NULL,         -- JSON, by number in this graph
    cancelled INTEGER NOT NULL,
    UNIQUE (dispatch, parent)
  ) STRICT;

  CREATE TABLE function (
    key INTEGER PRIMARY KEY,
    hash TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    source TEXT NOT NULL,
    place TEXT,                         -- JSON
    code BLOB NOT NULL
  ) STRICT;

  -- What is known of an electron once it joined its dispatch. Keys of electrons are dispatch * 2^24 + number.
  CREATE TABLE node (
    key INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    parent INTEGER NOT NULL,            -- -1 at the top level
    base INTEGER NOT NULL,              -- number of its graph's first electron
    function INTEGER NOT NULL REFERENCES function,
    call BLOB NOT NULL,
    needs TEXT NOT NULL,                -- JSON, by number in its own graph
    after TEXT NOT NULL,                -- JSON, likewise
    arguments TEXT NOT NULL,            -- JSON, by number in the dispatch
    executor TEXT NOT NULL,
    options TEXT,                       -- JSON
    place TEXT                          -- JSON
  ) STRICT;

  -- Where an electron is now.
  CREATE TABLE electron (
    key INTEGER PRIMARY KEY,
    state TEXT NOT NULL,
    attempt INTEGER NOT NULL,
    deaths INTEGER NOT NULL,
    stopping INTEGER NOT NULL,
    worker TEXT,
    queued_at REAL,
    started_at REAL,
    ended_at REAL,
    output TEXT,                        -- JSON: printed
    error TEXT                          -- JSON
  ) STRICT;

  -- Attempts that came to nothing. The latest one is in its electron's row.
  CREATE TABLE attempt (
    electron INTEGER NOT NULL,
    attempt INTEGER NOT NULL,
    worker TEXT,
    started_at REAL,
    ended_at REAL NOT NULL,
    error TEXT NOT NULL,                -- JSON
    PRIMARY KEY (electron, attempt)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE value (
    electron INTEGER PRIMARY KEY,
    at TEXT NOT NULL,                   -- inline, blob, or packed: anything else that the wire knows
    bytes BLOB,
    sha256 TEXT,
    size INTEGER NOT NULL
  ) STRICT;

  CREATE TABLE log (
    electron INTEGER NOT NULL,
    n INTEGER NOT NULL,
    at REAL NOT NULL,
    attempt INTEGER NOT NULL,
    stream TEXT NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (electron, n)
  ) STRICT, WITHOUT ROWID;

  -- The story: what was announced, in order, without values and graphs. Rows are only ever added.
  CREATE TABLE event (
    dispatch INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    at REAL NOT NULL,
    chapters TEXT NOT NULL,             -- JSON
    PRIMARY KEY (dispatch, seq)
  ) STRICT, WITHOUT ROWID;
  `,
  `
  -- How much an electron has printed: a log keeps its beginning and its end.
  CREATE TABLE log_extent (
    electron INTEGER PRIMARY KEY,
    head INTEGER NOT NULL,              -- characters
    gap INTEGER,                        -- the number of the line that says what was left out, kept once the head is full
    tail INTEGER NOT NULL,
    left_out INTEGER NOT NULL
  ) STRICT;
  `,
  `
  -- Dispatches that were purged: for who asks for one, and so that no key is ever given twice.
  CREATE TABLE purged (
    dispatch INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    at REAL NOT NULL,
    swept INTEGER NOT NULL              -- 0 while rows of it are still to be removed
  ) STRICT;
  CREATE INDEX purged_unswept ON purged (dispatch) WHERE swept = 0;

  -- What was found damaged, and what was done about it.
  CREATE TABLE notice (
    key INTEGER PRIMARY KEY,
    at REAL NOT NULL,
    text TEXT NOT NULL
  ) STRICT;
  `,
  `
  -- What authors ask of the running of electrons, and what has come of that.
  ALTER TABLE node ADD COLUMN policy TEXT;              -- JSON; null where nothing is asked
  ALTER TABLE node ADD COLUMN retry_function INTEGER REFERENCES function; -- that is asked whether an error is tried again
  ALTER TABLE electron ADD COLUMN failures INTEGER NOT NULL DEFAULT 0;    -- tries that failed by themselves
  ALTER TABLE electron ADD COLUMN ready_at REAL;        -- of those whose time in total has a bound
  ALTER TABLE electron ADD COLUMN retry_at REAL;        -- while it waits to be tried again
  ALTER TABLE attempt ADD COLUMN outcome TEXT NOT NULL DEFAULT 'lost';
  ALTER TABLE dispatch ADD COLUMN paused INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE dispatch ADD COLUMN priority INTEGER NOT NULL DEFAULT 0;
  `,
  `
  -- Chapters of an event may be in columns, where the same happened to many electrons: only who knows that can read them.
  `,
];
