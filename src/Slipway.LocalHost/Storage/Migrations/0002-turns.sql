-- A turn is one row. What a running instance's last turn says (when, how many activities are open) is not repeated on the
-- instance, and an activity that has no result is known by its history: so a step of a workflow costs one insert.

-- One turn: its events as lines (History/SealedHistory.cs). id is instance_key * 2^24 + the place of its first event, so an
-- instance's turns lie together, in order.
CREATE TABLE turns (
    id INTEGER PRIMARY KEY,
    count INTEGER NOT NULL,               -- how many events
    open_tasks INTEGER NOT NULL,          -- activities without a result, after it
    updated_at INTEGER NOT NULL,
    seal TEXT,                            -- the hash of its last event; null: of a release that had none
    events TEXT NOT NULL
);

INSERT INTO turns (id, count, open_tasks, updated_at, seal, events)
SELECT h.instance_key * 16777216 + h.sequence, 1,
    (SELECT count(*) FROM tasks t WHERE t.instance_key = h.instance_key AND t.generation = i.generation),
    i.updated_at, NULL, h.event
FROM history h JOIN instances i ON i.key = h.instance_key;

DROP TABLE history;
DROP TABLE tasks;
ALTER TABLE instances DROP COLUMN history_length;

-- Most instances of an old hub are completed, so the few that are not are found through an index that has only them: those to
-- recover at a start, and those that failed.
CREATE INDEX instances_by_status ON instances (status, key) WHERE status <> 1;
CREATE INDEX instances_by_name ON instances (name, key);
CREATE INDEX instances_by_completion ON instances (completed_at) WHERE completed_at IS NOT NULL;

CREATE TABLE tags (
    name TEXT NOT NULL,
    value TEXT NOT NULL,
    instance_key INTEGER NOT NULL,
    PRIMARY KEY (name, value, instance_key)
) WITHOUT ROWID;
CREATE INDEX tags_by_instance ON tags (instance_key);

INSERT INTO tags (name, value, instance_key)
SELECT t.key, t.value, i.key FROM instances i, json_each(i.tags) t WHERE i.tags IS NOT NULL;
