-- The task hub. Times are UTC ticks (100 ns since 0001-01-01), payloads are JSON text, events are JSON of History/*.cs.
-- Keys are handed out by the single writer and never reused while a process lives, so a late result cannot reach a newer
-- instance that took over the same id.

CREATE TABLE instances (
    key INTEGER PRIMARY KEY,
    instance_id TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    version TEXT NOT NULL,
    status INTEGER NOT NULL,              -- OrchestrationRuntimeStatus
    generation INTEGER NOT NULL,          -- 1, and one more at each ContinueAsNew
    history_length INTEGER NOT NULL,
    input TEXT,
    output TEXT,
    custom_status TEXT,
    failure TEXT,                         -- of a failed instance, or why a running one is stalled
    parent TEXT,                          -- JSON: who waits for the result
    parent_key INTEGER,
    tags TEXT,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    completed_at INTEGER
);
CREATE INDEX instances_by_parent ON instances (parent_key) WHERE parent_key IS NOT NULL;
CREATE INDEX instances_by_creation ON instances (created_at);

-- The events of an instance's current generation, in order: the truth that replay rebuilds an orchestration from.
CREATE TABLE history (
    instance_key INTEGER NOT NULL,
    sequence INTEGER NOT NULL,
    event TEXT NOT NULL,
    PRIMARY KEY (instance_key, sequence)
) WITHOUT ROWID;

-- What has arrived for an instance and no turn has taken yet, in order of id. What ContinueAsNew hands over goes in front.
CREATE TABLE inbox (
    id INTEGER PRIMARY KEY,
    instance_key INTEGER NOT NULL,
    generation INTEGER NOT NULL,          -- whom it is for; 0: whichever runs
    event TEXT NOT NULL
);
CREATE INDEX inbox_by_instance ON inbox (instance_key);

-- Activities that are scheduled and have no recorded result.
CREATE TABLE tasks (
    instance_key INTEGER NOT NULL,
    generation INTEGER NOT NULL,
    task_id INTEGER NOT NULL,
    name TEXT NOT NULL,
    input TEXT,
    PRIMARY KEY (instance_key, generation, task_id)
) WITHOUT ROWID;

-- Durable timers that have not fired. Task -1 is the start of an instance that was scheduled for later.
CREATE TABLE timers (
    instance_key INTEGER NOT NULL,
    generation INTEGER NOT NULL,
    task_id INTEGER NOT NULL,
    fire_at INTEGER NOT NULL,
    PRIMARY KEY (instance_key, generation, task_id)
) WITHOUT ROWID;
CREATE INDEX timers_by_time ON timers (fire_at);
