-- The span that started an instance, so that its own spans are found in the same trace after a restart (Durable/Tracing/TracePlace.cs).
ALTER TABLE instances ADD COLUMN trace TEXT;
