-- Durable entities. An entity is its state: unlike an orchestration it has no history. All that is asked of it waits in its queue until
-- a batch of operations that took it is committed, together with the new state and with everything the operations asked for.

-- A row is there while there is a state or a lock; an entity that has neither is gone.
CREATE TABLE entities (
    entity_id TEXT NOT NULL UNIQUE,       -- @name@key
    state TEXT,                           -- JSON
    locked_by TEXT,                       -- the instance id of the orchestration that holds the lock
    lock_key INTEGER,                     -- its key, its generation, and the number of the call that asked for the lock
    lock_generation INTEGER,
    lock_task INTEGER,
    modified_at INTEGER NOT NULL
);
-- Few at any time: those that a clean-up looks at.
CREATE INDEX entities_unsettled ON entities (entity_id) WHERE state IS NULL OR lock_key IS NOT NULL;

-- What waits for an entity, in order of id: JSON of Durable/Entities/EntityMessage.
CREATE TABLE entity_queue (
    id INTEGER PRIMARY KEY,
    entity_id TEXT NOT NULL,
    deliver_at INTEGER,                   -- of a delayed signal; null: at once
    message TEXT NOT NULL
);
CREATE INDEX entity_queue_by_entity ON entity_queue (entity_id);

-- The locks that running orchestrations hold or have asked for, so that all are given back when one ends, however it ends.
CREATE TABLE entity_locks (
    owner_key INTEGER NOT NULL,
    entity_id TEXT NOT NULL,
    generation INTEGER NOT NULL,
    task_id INTEGER NOT NULL,
    PRIMARY KEY (owner_key, entity_id)
) WITHOUT ROWID;
