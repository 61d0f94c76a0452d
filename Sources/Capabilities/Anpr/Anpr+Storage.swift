import CapabilityKit
import Foundation
import Store

extension Anpr {
    /// The room's own tables: the register of cameras, questions with their answers, what was selected, and what came of it.
    enum Shelf {
        static func migrate(_ plan: inout MigrationPlan) {
            plan.step(
                "anpr",
                "001 workbench",
                [
                    """
                    CREATE TABLE anpr_camera (
                        name TEXT PRIMARY KEY,
                        title TEXT NOT NULL,
                        area TEXT NOT NULL,
                        latitude DOUBLE PRECISION,
                        longitude DOUBLE PRECISION,
                        clock_error DOUBLE PRECISION
                    )
                    """,
                    "CREATE TABLE anpr_area (name TEXT PRIMARY KEY, number BIGINT NOT NULL)",
                    """
                    CREATE TABLE anpr_outage (
                        camera TEXT NOT NULL,
                        from_day TEXT NOT NULL,
                        to_day TEXT NOT NULL,
                        reason TEXT NOT NULL,
                        PRIMARY KEY (camera, from_day)
                    )
                    """,
                    """
                    CREATE TABLE anpr_road (
                        from_camera TEXT NOT NULL,
                        to_camera TEXT NOT NULL,
                        seconds DOUBLE PRECISION NOT NULL,
                        PRIMARY KEY (from_camera, to_camera)
                    )
                    """,
                    """
                    CREATE TABLE anpr_question (
                        id BIGINT PRIMARY KEY,
                        question TEXT NOT NULL,
                        officer TEXT NOT NULL,
                        force TEXT NOT NULL,
                        purpose TEXT NOT NULL,
                        reference TEXT NOT NULL,
                        asked_at BIGINT NOT NULL,
                        due_at BIGINT NOT NULL,
                        answer TEXT
                    )
                    """,
                    "CREATE INDEX anpr_question_officer ON anpr_question (officer, force, id)",
                    "CREATE INDEX anpr_question_due ON anpr_question (due_at)",
                    """
                    CREATE TABLE anpr_selected (
                        question BIGINT NOT NULL,
                        plate TEXT NOT NULL,
                        line TEXT NOT NULL,
                        note TEXT NOT NULL,
                        is_exploited SMALLINT NOT NULL,
                        roles TEXT NOT NULL,
                        referral TEXT NOT NULL,
                        selected_at BIGINT NOT NULL,
                        PRIMARY KEY (question, plate)
                    )
                    """,
                ]
            )
        }

        // MARK: - The register

        static func register(in session: any Session) throws -> Register {
            var register = Register()
            register.sites = try session.rows(
                "SELECT name, title, area, latitude, longitude, clock_error FROM anpr_camera ORDER BY name"
            ).map { row in
                Site(
                    name: try row.text(0),
                    title: try row.text(1),
                    area: try row.text(2),
                    latitude: row.isNull(3) ? nil : try row.real(3),
                    longitude: row.isNull(4) ? nil : try row.real(4),
                    clockError: row.isNull(5) ? nil : try row.real(5)
                )
            }
            register.outages = try session.rows(
                "SELECT camera, from_day, to_day, reason FROM anpr_outage ORDER BY camera, from_day"
            ).map { row in
                Outage(
                    camera: try row.text(0),
                    from: try row.text(1),
                    to: try row.text(2),
                    reason: try row.text(3)
                )
            }
            register.roads = try session.rows("SELECT from_camera, to_camera, seconds FROM anpr_road").map { row in
                Ground.Road(from: try row.text(0), to: try row.text(1), seconds: try row.real(2))
            }
            for row in try session.rows("SELECT name, number FROM anpr_area") {
                register.areas[try row.text(0)] = Int(try row.integer(1))
            }
            return register
        }

        /// Writes cameras, outages and roads; what the tables have of the same names is replaced.
        static func write(
            _ sites: [Site],
            _ outages: [Outage],
            _ roads: [Ground.Road],
            in session: any Session
        ) throws -> Register {
            var next = try session.rows("SELECT COALESCE(MAX(number), -1) + 1 FROM anpr_area").first?.integer(0) ?? 0
            var known = Set(try session.rows("SELECT name FROM anpr_area").map { try $0.text(0) })
            for area in Set(sites.map(\.area)).sorted() where known.insert(area).inserted {
                try session.run("INSERT INTO anpr_area (name, number) VALUES (\(area), \(next))")
                next += 1
            }
            for site in sites {
                try session.run(
                    """
                    INSERT INTO anpr_camera (name, title, area, latitude, longitude, clock_error)
                    VALUES (\(site.name), \(site.title), \(site.area), \(site.latitude), \(site.longitude),
                        \(site.clockError))
                    ON CONFLICT (name) DO UPDATE SET title = excluded.title, area = excluded.area,
                        latitude = excluded.latitude, longitude = excluded.longitude,
                        clock_error = excluded.clock_error
                    """
                )
            }
            for outage in outages {
                try session.run(
                    """
                    INSERT INTO anpr_outage (camera, from_day, to_day, reason)
                    VALUES (\(outage.camera), \(outage.from), \(outage.to), \(outage.reason))
                    ON CONFLICT (camera, from_day) DO UPDATE SET to_day = excluded.to_day, reason = excluded.reason
                    """
                )
            }
            for road in roads {
                try session.run(
                    """
                    INSERT INTO anpr_road (from_camera, to_camera, seconds)
                    VALUES (\(road.from), \(road.to), \(road.seconds))
                    ON CONFLICT (from_camera, to_camera) DO UPDATE SET seconds = excluded.seconds
                    """
                )
            }
            return try register(in: session)
        }
    }
}
