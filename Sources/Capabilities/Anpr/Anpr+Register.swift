import CapabilityKit
import Foundation
import Sightings

extension Anpr {
    /// A camera as the force's register has it.
    package struct Site: Codable, Hashable, Sendable {
        /// The name that reads give it.
        var name: String
        var title: String
        var area: String
        var latitude: Double?
        var longitude: Double?
        /// Seconds that its clock was ahead when it was last measured.
        var clockError: Double?
    }

    /// A time during which a camera made no reads, or none to rely on.
    package struct Outage: Codable, Hashable, Sendable {
        var camera: String
        /// Days, `2026-11-01`; without an end it goes on.
        var from: String
        var to: String
        var reason: String

        func touches(_ days: ClosedRange<Int>) -> Bool {
            let first = CalendarDate(parsing: from)?.dayNumber ?? .min
            let last = CalendarDate(parsing: to)?.dayNumber ?? .max
            return first <= days.upperBound && last >= days.lowerBound
        }
    }

    /// The register: cameras, outages and times by road.
    struct Register: Sendable {
        var sites: [Site] = []
        var outages: [Outage] = []
        var roads: [Ground.Road] = []
        /// The number of each area in the store.
        var areas: [String: Int] = [:]

        var ground: Ground { Ground(areas: areas, roads: roads, outages: outages) }
        var areaNames: [String] { areas.keys.sorted() }

        /// The cameras as the store of reads describes them.
        var cameras: [Camera] {
            sites.map { site in
                Camera(
                    name: site.name,
                    latitude: site.latitude,
                    longitude: site.longitude,
                    area: areas[site.area],
                    clockErrorSeconds: site.clockError
                )
            }
        }
    }

    /// A small table of comma-separated values by its headings.
    ///
    /// - Throws: ``Fault`` `anpr.register` where a heading that is needed is missing.
    static func table(_ text: String, needs: [String]) throws -> [[String: String]] {
        let lines = text.split(omittingEmptySubsequences: true, whereSeparator: \.isNewline).map { fields(of: $0) }
        guard let heads = lines.first?.map({ $0.lowercased() }), needs.allSatisfy(heads.contains) else {
            throw Fault(
                .registerUnreadable,
                "the table lacks one of the columns `\(needs.joined(separator: ", "))`",
                help: "its first line names the columns"
            )
        }
        return lines.dropFirst().map { Dictionary(zip(heads, $0), uniquingKeysWith: { first, _ in first }) }
    }

    private static func fields(of line: Substring) -> [String] {
        var fields = [""], isQuoted = false
        for character in line {
            switch character {
            case "\"": isQuoted.toggle()
            case "," where !isQuoted: fields.append("")
            default: fields[fields.count - 1].append(character)
            }
        }
        return fields.map { $0.trimmingCharacters(in: .whitespaces) }
    }

    /// The cameras of a table with the columns `camera`, `area`, and as far as known `title`, `latitude`, `longitude`,
    /// `clock_error`.
    static func sites(_ text: String) throws -> [Site] {
        try table(text, needs: ["camera", "area"]).map { row in
            let site = Site(
                name: row["camera"] ?? "",
                title: row["title"] ?? "",
                area: row["area"] ?? "",
                latitude: row["latitude"].flatMap(Double.init),
                longitude: row["longitude"].flatMap(Double.init),
                clockError: row["clock_error"].flatMap(Double.init)
            )
            guard !site.name.isEmpty, !site.area.isEmpty, !site.area.contains(",") else {
                throw Fault(.registerUnreadable, "a camera has no name or no area", help: "give both, without commas")
            }
            return site
        }
    }

    /// The outages of a table with the columns `camera`, `from`, `to`, `reason`.
    static func outages(_ text: String) throws -> [Outage] {
        try table(text, needs: ["camera", "from"]).map { row in
            let outage = Outage(
                camera: row["camera"] ?? "",
                from: row["from"] ?? "",
                to: row["to"] ?? "",
                reason: row["reason"] ?? "out of order"
            )
            guard CalendarDate(parsing: outage.from)?.isComplete == true else {
                throw Fault(.registerUnreadable, "`\(outage.from)` is no day", help: "write it as 2026-11-19")
            }
            return outage
        }
    }

    /// The stretches of a table with the columns `from`, `to`, `seconds`.
    static func roads(_ text: String) throws -> [Ground.Road] {
        try table(text, needs: ["from", "to", "seconds"]).map { row in
            guard let seconds = row["seconds"].flatMap(Double.init), seconds > 0 else {
                throw Fault(.registerUnreadable, "`\(row["seconds"] ?? "")` is no time", help: "give seconds")
            }
            return Ground.Road(from: row["from"] ?? "", to: row["to"] ?? "", seconds: seconds)
        }
    }
}

extension Fault.Code {
    /// A table of cameras, outages or roads can't be read.
    package static let registerUnreadable = Self("anpr.register", status: 422)
    /// Made-up cameras are not mixed with others.
    package static let registerHeld = Self("anpr.register_held", status: 409)
}
