import type { Exposed } from "./exposed";

/**
 * postgres_exporter: its collectors that the pod has on, and of `pg_settings_` what is used or near to it. It enters the
 * database `postgres`, in which there are no tables of users.
 */
export const postgresExporter: Exposed = {
  exporter: "postgres-exporter",
  version: "0.20.1",
  source: "https://github.com/prometheus-community/postgres_exporter/tree/master/collector",
  names: `
    pg_database_connection_limit pg_database_size_bytes pg_exporter_last_scrape_duration_seconds
    pg_exporter_last_scrape_error pg_exporter_scrapes_total pg_locks_count pg_postmaster_start_time_seconds
    pg_replication_is_replica pg_replication_lag_seconds pg_roles_connection_limit pg_scrape_collector_duration_seconds
    pg_scrape_collector_success pg_settings_effective_cache_size_bytes pg_settings_max_connections
    pg_settings_shared_buffers_bytes pg_settings_superuser_reserved_connections pg_settings_work_mem_bytes
    pg_stat_activity_count pg_stat_activity_max_tx_duration pg_stat_archiver_archived_count
    pg_stat_archiver_failed_count pg_stat_archiver_last_archive_age pg_stat_bgwriter_buffers_alloc_total
    pg_stat_bgwriter_buffers_clean_total pg_stat_bgwriter_maxwritten_clean_total pg_stat_bgwriter_stats_reset_total
    pg_stat_database_active_time_seconds_total pg_stat_database_blk_read_time pg_stat_database_blk_write_time
    pg_stat_database_blks_hit pg_stat_database_blks_read pg_stat_database_conflicts pg_stat_database_deadlocks
    pg_stat_database_numbackends pg_stat_database_stats_reset pg_stat_database_temp_bytes pg_stat_database_temp_files
    pg_stat_database_tup_deleted pg_stat_database_tup_fetched pg_stat_database_tup_inserted
    pg_stat_database_tup_returned pg_stat_database_tup_updated pg_stat_database_xact_commit
    pg_stat_database_xact_rollback pg_up pg_wal_segments pg_wal_size_bytes postgres_exporter_build_info
  `,
};
