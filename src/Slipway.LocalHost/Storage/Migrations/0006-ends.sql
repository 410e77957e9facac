-- What ended long ago is looked for by its status, each of which is kept for a time of its own. By the time alone, a status that is kept for
-- longer was met again at each look.
DROP INDEX instances_by_completion;
CREATE INDEX instances_by_end ON instances (status, completed_at) WHERE completed_at IS NOT NULL;
