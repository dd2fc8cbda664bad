-- A store as schema 2 left it: dispatch-1 completed, dispatch-2 failed, dispatch-3 was cut off while `slow` ran.
CREATE TABLE attempt (
    electron INTEGER NOT NULL,
    attempt INTEGER NOT NULL,
    worker TEXT,
    started_at REAL,
    ended_at REAL NOT NULL,
    error TEXT NOT NULL,                -- JSON
    PRIMARY KEY (electron, attempt)
  ) STRICT, WITHOUT ROWID;
INSERT INTO "attempt" VALUES(16777218,1,'w1',18.0,19.0,'{"name":"CovalentError","message":"Worker w1 was ended by SIGKILL while it ran electron ''fragile'', attempt 1 (/home/ada/digits.ts:4). It is tried again on another worker; if it needs much memory, give it less at a time.","stack":"","code":"WORKER_LOST","about":{"electron":"fragile","worker":"w1","how":"SIGKILL","attempt":1,"place":{"file":"/home/ada/digits.ts","line":4,"column":1}},"remedy":"It is tried again on another worker; if it needs much memory, give it less at a time.","place":{"file":"/home/ada/digits.ts","line":4,"column":1}}');
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
INSERT INTO "dispatch" VALUES(1,'dispatch-1','key-1','completes','() => train()','[]',NULL,'{"file":"/home/ada/run.ts","line":2,"column":1}','/home/ada','COMPLETED',1001.0,10.0,21.0,NULL,7,4,4,0);
INSERT INTO "dispatch" VALUES(2,'dispatch-2','key-2','fails','() => train()','[]',NULL,'{"file":"/home/ada/run.ts","line":2,"column":1}','/home/ada','FAILED',1009.0,22.0,25.0,'{"name":"CovalentError","message":"Lattice ''fails'' failed: electron ''diverge'' (digits.ts:4): RangeError: a rate of 10 is too high. See what it did with `covalent show dispatch-2`.","stack":"","code":"DISPATCH_FAILED","about":{"dispatch":"dispatch-2","lattice":"fails","failures":"electron ''diverge'' (digits.ts:4): RangeError: a rate of 10 is too high.","remedy":null},"remedy":"See what it did with `covalent show dispatch-2`.","cause":{"name":"RangeError","message":"a rate of 10 is too high","stack":"RangeError: a rate of 10 is too high\n    at diverge (/home/ada/digits.ts:4:1)"}}',3,3,1,1);
INSERT INTO "dispatch" VALUES(3,'dispatch-3','key-3','unfinished','() => train()','[]',NULL,'{"file":"/home/ada/run.ts","line":2,"column":1}','/home/ada','RUNNING',1013.0,26.0,NULL,NULL,3,3,1,0);
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
INSERT INTO "electron" VALUES(16777216,'COMPLETED',1,0,0,'w1',1001.0,10.0,11.0,'{"text":"1","type":"number","size":1}',NULL);
INSERT INTO "electron" VALUES(16777217,'COMPLETED',1,0,0,'w1',11.0,12.0,17.0,NULL,NULL);
INSERT INTO "electron" VALUES(16777218,'COMPLETED',2,1,0,'w1',19.0,20.0,21.0,'{"text":"1","type":"number","size":1}',NULL);
INSERT INTO "electron" VALUES(16777219,'COMPLETED',1,0,0,'w1',13.0,14.0,15.0,'{"text":"1","type":"number","size":1}',NULL);
INSERT INTO "electron" VALUES(16777220,'COMPLETED',1,0,0,'w1',15.0,16.0,17.0,'{"text":"1","type":"number","size":1}',NULL);
INSERT INTO "electron" VALUES(33554432,'COMPLETED',1,0,0,'w1',1009.0,22.0,23.0,'{"text":"1","type":"number","size":1}',NULL);
INSERT INTO "electron" VALUES(33554433,'FAILED',1,0,0,'w1',23.0,24.0,25.0,NULL,'{"name":"RangeError","message":"a rate of 10 is too high","stack":"RangeError: a rate of 10 is too high\n    at diverge (/home/ada/digits.ts:4:1)"}');
INSERT INTO "electron" VALUES(33554434,'UPSTREAM_FAILED',0,0,0,NULL,NULL,NULL,25.0,NULL,'{"name":"CovalentError","message":"Electron ''diverge'' (/home/ada/digits.ts:4) failed, and this one needs it. Mend that electron, and dispatch again.","stack":"","code":"UPSTREAM_FAILED","about":{"electron":"diverge","place":{"file":"/home/ada/digits.ts","line":4,"column":1}},"remedy":"Mend that electron, and dispatch again.","place":{"file":"/home/ada/digits.ts","line":4,"column":1}}');
INSERT INTO "electron" VALUES(50331648,'COMPLETED',1,0,0,'w1',1013.0,26.0,27.0,'{"text":"1","type":"number","size":1}',NULL);
INSERT INTO "electron" VALUES(50331649,'RUNNING',1,0,0,'w1',27.0,50.0,NULL,NULL,NULL);
INSERT INTO "electron" VALUES(50331650,'NEW_OBJECT',0,0,0,NULL,NULL,NULL,NULL,NULL,NULL);
CREATE TABLE event (
    dispatch INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    at REAL NOT NULL,
    chapters TEXT NOT NULL,             -- JSON
    PRIMARY KEY (dispatch, seq)
  ) STRICT, WITHOUT ROWID;
INSERT INTO "event" VALUES(1,1,1002.0,'[{"type":"submitted","lattice":"completes","electrons":3},{"type":"electron","electron":0,"change":{"state":"QUEUED","queuedAt":1001,"attempt":1}}]');
INSERT INTO "event" VALUES(1,2,1003.0,'[{"type":"lattice","change":{"state":"RUNNING","startedAt":10,"endedAt":null,"error":null}},{"type":"electron","electron":0,"change":{"state":"COMPLETED","worker":"w1","startedAt":10,"endedAt":11}},{"type":"electron","electron":1,"change":{"state":"QUEUED","queuedAt":11,"attempt":1}}]');
INSERT INTO "event" VALUES(1,3,1004.0,'[{"type":"electron","electron":1,"change":{"state":"DISPATCHING","worker":"w1","startedAt":12}},{"type":"expanded","parent":1,"from":3,"electrons":2},{"type":"electron","electron":3,"change":{"state":"QUEUED","queuedAt":13,"attempt":1}}]');
INSERT INTO "event" VALUES(1,4,1005.0,'[{"type":"electron","electron":3,"change":{"state":"COMPLETED","worker":"w1","startedAt":14,"endedAt":15}},{"type":"electron","electron":4,"change":{"state":"QUEUED","queuedAt":15,"attempt":1}}]');
INSERT INTO "event" VALUES(1,5,1006.0,'[{"type":"electron","electron":4,"change":{"state":"COMPLETED","worker":"w1","startedAt":16,"endedAt":17}},{"type":"electron","electron":1,"change":{"state":"COMPLETED","endedAt":17}},{"type":"electron","electron":2,"change":{"state":"QUEUED","queuedAt":17,"attempt":1}}]');
INSERT INTO "event" VALUES(1,6,1007.0,'[{"type":"electron","electron":2,"change":{"state":"RUNNING","worker":"w1","startedAt":18}},{"type":"electron","electron":2,"change":{"state":"QUEUED","queuedAt":19,"worker":null,"startedAt":null,"attempt":2}}]');
INSERT INTO "event" VALUES(1,7,1008.0,'[{"type":"electron","electron":2,"change":{"state":"COMPLETED","worker":"w1","startedAt":20,"endedAt":21}},{"type":"lattice","change":{"state":"COMPLETED","startedAt":10,"endedAt":21,"error":null}}]');
INSERT INTO "event" VALUES(2,1,1010.0,'[{"type":"submitted","lattice":"fails","electrons":3},{"type":"electron","electron":0,"change":{"state":"QUEUED","queuedAt":1009,"attempt":1}}]');
INSERT INTO "event" VALUES(2,2,1011.0,'[{"type":"lattice","change":{"state":"RUNNING","startedAt":22,"endedAt":null,"error":null}},{"type":"electron","electron":0,"change":{"state":"COMPLETED","worker":"w1","startedAt":22,"endedAt":23}},{"type":"electron","electron":1,"change":{"state":"QUEUED","queuedAt":23,"attempt":1}}]');
INSERT INTO "event" VALUES(2,3,1012.0,'[{"type":"electron","electron":1,"change":{"state":"FAILED","worker":"w1","startedAt":24,"endedAt":25,"error":{"name":"RangeError","message":"a rate of 10 is too high"}}},{"type":"electron","electron":2,"change":{"state":"UPSTREAM_FAILED","endedAt":25,"error":{"name":"CovalentError","message":"Electron ''diverge'' (/home/ada/digits.ts:4) failed, and this one needs it. Mend that electron, and dispatch again."}}},{"type":"lattice","change":{"state":"FAILED","startedAt":22,"endedAt":25,"error":{"name":"CovalentError","message":"Lattice ''fails'' failed: electron ''diverge'' (digits.ts:4): RangeError: a rate of 10 is too high. See what it did with `covalent show dispatch-2`."}}}]');
INSERT INTO "event" VALUES(3,1,1014.0,'[{"type":"submitted","lattice":"unfinished","electrons":3},{"type":"electron","electron":0,"change":{"state":"QUEUED","queuedAt":1013,"attempt":1}}]');
INSERT INTO "event" VALUES(3,2,1015.0,'[{"type":"lattice","change":{"state":"RUNNING","startedAt":26,"endedAt":null,"error":null}},{"type":"electron","electron":0,"change":{"state":"COMPLETED","worker":"w1","startedAt":26,"endedAt":27}},{"type":"electron","electron":1,"change":{"state":"QUEUED","queuedAt":27,"attempt":1}}]');
INSERT INTO "event" VALUES(3,3,1016.0,'[{"type":"electron","electron":1,"change":{"state":"RUNNING","worker":"w1","startedAt":50}}]');
CREATE TABLE function (
    key INTEGER PRIMARY KEY,
    hash TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    source TEXT NOT NULL,
    place TEXT,                         -- JSON
    code BLOB NOT NULL
  ) STRICT;
INSERT INTO "function" VALUES(1,'f','f','() => 1',NULL,X'07');
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
INSERT INTO "graph" VALUES(1,1,-1,0,3,X'00','[2]',0);
INSERT INTO "graph" VALUES(2,1,1,3,2,X'00','[1]',0);
INSERT INTO "graph" VALUES(3,2,-1,0,3,X'00','[2]',0);
INSERT INTO "graph" VALUES(4,3,-1,0,3,X'00','[2]',0);
CREATE TABLE log (
    electron INTEGER NOT NULL,
    n INTEGER NOT NULL,
    at REAL NOT NULL,
    attempt INTEGER NOT NULL,
    stream TEXT NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (electron, n)
  ) STRICT, WITHOUT ROWID;
INSERT INTO "log" VALUES(16777218,1,19.0,1,'stderr','Worker w1 was ended by SIGKILL while it ran electron ''fragile'', attempt 1 (/home/ada/digits.ts:4). It is tried again on another worker; if it needs much memory, give it less at a time.
');
INSERT INTO "log" VALUES(50331649,1,51.0,1,'stdout','loading 12 rows
');
CREATE TABLE log_extent (
    electron INTEGER PRIMARY KEY,
    head INTEGER NOT NULL,              -- characters
    gap INTEGER,                        -- the number of the line that says what was left out, kept once the head is full
    tail INTEGER NOT NULL,
    left_out INTEGER NOT NULL
  ) STRICT;
INSERT INTO "log_extent" VALUES(16777218,185,NULL,0,0);
INSERT INTO "log_extent" VALUES(50331649,16,NULL,0,0);
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
INSERT INTO "node" VALUES(16777216,'load','electron',-1,0,1,X'010203','[]','[]','[]','local',NULL,'{"file":"/home/ada/digits.ts","line":4,"column":1}');
INSERT INTO "node" VALUES(16777217,'inner','sublattice',-1,0,1,X'010203','[0]','[]','[{"name":"x0","text":"","from":[0]}]','local',NULL,'{"file":"/home/ada/digits.ts","line":4,"column":1}');
INSERT INTO "node" VALUES(16777218,'fragile','electron',-1,0,1,X'010203','[1]','[]','[{"name":"x0","text":"","from":[1]}]','local',NULL,'{"file":"/home/ada/digits.ts","line":4,"column":1}');
INSERT INTO "node" VALUES(16777219,'half','electron',1,3,1,X'010203','[]','[]','[]','local',NULL,'{"file":"/home/ada/digits.ts","line":4,"column":1}');
INSERT INTO "node" VALUES(16777220,'add','electron',1,3,1,X'010203','[0]','[]','[{"name":"x0","text":"","from":[3]}]','local',NULL,'{"file":"/home/ada/digits.ts","line":4,"column":1}');
INSERT INTO "node" VALUES(33554432,'load','electron',-1,0,1,X'010203','[]','[]','[]','local',NULL,'{"file":"/home/ada/digits.ts","line":4,"column":1}');
INSERT INTO "node" VALUES(33554433,'diverge','electron',-1,0,1,X'010203','[0]','[]','[{"name":"x0","text":"","from":[0]}]','local',NULL,'{"file":"/home/ada/digits.ts","line":4,"column":1}');
INSERT INTO "node" VALUES(33554434,'score','electron',-1,0,1,X'010203','[1]','[]','[{"name":"x0","text":"","from":[1]}]','local',NULL,'{"file":"/home/ada/digits.ts","line":4,"column":1}');
INSERT INTO "node" VALUES(50331648,'load','electron',-1,0,1,X'010203','[]','[]','[]','local',NULL,'{"file":"/home/ada/digits.ts","line":4,"column":1}');
INSERT INTO "node" VALUES(50331649,'slow','electron',-1,0,1,X'010203','[0]','[]','[{"name":"x0","text":"","from":[0]}]','local',NULL,'{"file":"/home/ada/digits.ts","line":4,"column":1}');
INSERT INTO "node" VALUES(50331650,'join','electron',-1,0,1,X'010203','[0,1]','[]','[{"name":"x0","text":"","from":[0]},{"name":"x1","text":"","from":[1]}]','local',NULL,'{"file":"/home/ada/digits.ts","line":4,"column":1}');
CREATE TABLE value (
    electron INTEGER PRIMARY KEY,
    at TEXT NOT NULL,                   -- inline, blob, or packed: anything else that the wire knows
    bytes BLOB,
    sha256 TEXT,
    size INTEGER NOT NULL
  ) STRICT;
INSERT INTO "value" VALUES(16777216,'inline',X'01',NULL,1);
INSERT INTO "value" VALUES(16777218,'inline',X'03',NULL,1);
INSERT INTO "value" VALUES(16777219,'inline',X'04',NULL,1);
INSERT INTO "value" VALUES(16777220,'inline',X'05',NULL,1);
INSERT INTO "value" VALUES(33554432,'inline',X'01',NULL,1);
INSERT INTO "value" VALUES(50331648,'inline',X'01',NULL,1);
CREATE INDEX dispatch_unfinished ON dispatch (key) WHERE ended_at IS NULL;
CREATE INDEX dispatch_by_state ON dispatch (state, key);
PRAGMA user_version = 2;
