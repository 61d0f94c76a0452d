import Foundation
import Vocabulary

extension Sandbox {
    /// Writes shape `rms`: one wide CSV file, a row for each person, with numbered groups of columns.
    ///
    /// What does not fit the groups is left out, as wide exports do: two addresses, two aliases, three flags, one
    /// vehicle, four involvements, two intelligence reports. An event stands in the row of everybody it concerns.
    final class WideExporter: Exporter {
        /// The columns from first to last.
        static let columns: String = {
            var names =
                "person_ref,last_name,first_name,middle_names,birth_date,gender,ethnicity,occupation,pncid,cro,email,"
            names +=
                "mobile,home_phone,address_1_line,address_1_town,address_1_postcode,address_1_since,address_2_line,"
            names += "address_2_town,address_2_postcode,address_2_since,address_2_until,alias_1_name,alias_2_name,"
            func group(_ name: String, _ count: Int, _ parts: [String]) {
                for number in 1...count { for part in parts { names += "\(name)_\(number)_\(part)," } }
            }
            group("flag", 3, ["type", "text", "from", "review", "until", "status"])
            group("vehicle", 1, ["vrm", "make", "model", "colour"])
            group(
                "event",
                4,
                [
                    "ref", "class", "type", "role", "asn", "start", "place", "town", "postcode", "lat", "lon",
                    "summary",
                    "outcome",
                ]
            )
            group("intel", 2, ["ref", "reported", "grade", "text", "review"])
            return names + "created,updated,review_on,marking"
        }()

        let shape = Shape.rms
        private let towns: [Town]
        private let file: ExportFile
        private var person = 9_000_000
        private var event = 500_000
        private var intelligence = 0

        /// Creates the file in a force's folder.
        init(_ folder: URL, towns: [Town]) throws {
            self.towns = towns
            file = try ExportFile(folder, "people.csv", entity: "people", columns: Self.columns)
        }

        func write(_ bundle: Delivery) throws -> [String] {
            let events = bundle.events.map { happening in
                event += 1 + happening.start % 3
                return String(event)
            }
            return try bundle.reports.map { report in
                person += 1 + report.created % 5
                let key = report.key.isEmpty ? String(person) : report.key
                try write(report, key, bundle.events, events)
                return key
            }
        }

        private func write(_ report: Report, _ key: String, _ events: [Happening], _ eventKeys: [String]) throws {
            let gender = report.sex == 1 ? "Male" : report.sex == 2 ? "Female" : report.sex == 9 ? "Unknown" : ""
            file.fields(key, report.surname, report.first, report.others, report.born.map(Style.iso) ?? "", gender)
            file.fields(report.ethnicity, report.occupation, report.pncID, report.croNumber)
            let mobile = report.contacts.first { $0.kind == .mobile }
            let home = report.contacts.first { $0.kind == .home || $0.kind == .work }
            file.fields(report.contacts.first { $0.kind == .email }?.text ?? "", mobile?.text ?? "", home?.text ?? "")
            for place in 0..<2 {
                let home = place < report.homes.count ? report.homes[place] : nil
                file.fields(home?.line ?? "", home?.town ?? "", home?.postcode ?? "", Style.iso(day: home?.from))
                if place == 1 { file.field(Style.iso(day: home?.to)) }
            }
            for place in 0..<2 {
                let alias = place < report.aliases.count ? report.aliases[place] : nil
                file.field(alias.map { $0.surname.isEmpty ? $0.given : $0.given + " " + $0.surname } ?? "")
            }
            for place in 0..<3 {
                let warning = place < report.warnings.count ? report.warnings[place] : nil
                file.fields(warning?.type ?? "", warning?.detail ?? "", Style.iso(day: warning?.from))
                file.fields(Style.iso(day: warning?.review), Style.iso(day: warning?.expires))
                file.field(warning.map { $0.confirmed ? "confirmed" : "unconfirmed" } ?? "")
            }
            let vehicle = report.vehicle
            file.fields(vehicle?.mark ?? "", vehicle?.make ?? "", vehicle?.model ?? "", vehicle?.colour ?? "")
            for place in 0..<4 {
                guard place < report.involvements.count else {
                    for _ in 0..<13 { file.field("") }
                    continue
                }
                let involvement = report.involvements[place]
                let event = events[involvement.event]
                file.fields(eventKeys[involvement.event], event.eventClass, event.type, involvement.role.rawValue)
                file.fields(involvement.summons, Style.utc(event.start), event.address.line)
                file.fields(
                    towns[event.address.town].name,
                    event.address.postcode,
                    Style.degrees(event.address.latitude)
                )
                file.fields(Style.degrees(event.address.longitude), event.summary, event.outcome)
            }
            for place in 0..<2 {
                guard place < report.intelligence.count else {
                    for _ in 0..<5 { file.field("") }
                    continue
                }
                let item = report.intelligence[place]
                intelligence += 1
                file.fields("N\(intelligence)", Style.utc(item.reported))
                file.fields(
                    "\(item.grading.source.rawValue)\(item.grading.intelligence.rawValue)\(item.grading.handling.rawValue)"
                )
                file.fields(item.text, Style.iso(day: item.reported / 1440 + 365 * 6))
            }
            file.fields(Style.utc(report.created), Style.utc(report.updated), Style.iso(day: report.review))
            file.field(report.sensitive ? "OFFICIAL-SENSITIVE" : "OFFICIAL")
            try file.endRow()
        }

        func finish() throws -> [ExportFile] {
            try file.close()
            return [file]
        }
    }
}
