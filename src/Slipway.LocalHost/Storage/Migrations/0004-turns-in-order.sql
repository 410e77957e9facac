-- Turns lie in the order in which they were written, not by instance. A commit of the turns of many instances then writes the last pages of
-- the table and a few of the index, where each instance had been a page of its own.

-- One turn: its events as lines (History/SealedHistory.cs).
CREATE TABLE turns_in_order (
    id INTEGER PRIMARY KEY,
    instance_key INTEGER NOT NULL,
    sequence INTEGER NOT NULL,            -- the place of its first event in the history
    count INTEGER NOT NULL,               -- how many events
    open_tasks INTEGER NOT NULL,          -- activities without a result, after it
    updated_at INTEGER NOT NULL,
    seal TEXT,                            -- the hash of its last event; null: of a release that had none
    events TEXT NOT NULL
);

INSERT INTO turns_in_order (instance_key, sequence, count, open_tasks, updated_at, seal, events)
SELECT id >> 24, id & 16777215, count, open_tasks, updated_at, seal, events FROM turns ORDER BY id;

DROP TABLE turns;
ALTER TABLE turns_in_order RENAME TO turns;
CREATE UNIQUE INDEX turns_by_instance ON turns (instance_key, sequence);
