import Foundation
import Vocabulary

extension Sandbox {
    /// The fixed cast: invented people whom every nation has, with a history rich enough to show things by.
    ///
    /// Read from `cast.tsv`; lines about forces that a nation lacks are passed over.
    struct Cast: Sendable {
        private(set) var people = 0
        private(set) var bundles: [Delivery] = []
        /// Who is in the cast, by the name the file uses.
        private var numbers: [String: Int] = [:]

        /// Reads the cast for the forces of a nation; its people have the numbers from 1.
        init(_ folder: URL, forces: [Force], places: Gazetteer, numbers book: NumberBook) throws {
            let text: String
            do {
                text = try String(contentsOf: folder.appendingPathComponent("cast.tsv"), encoding: .utf8)
            } catch {
                throw Fault(.sandboxData, "cannot read `cast.tsv`", help: "it is in `\(folder.path)`", cause: error)
            }
            let lines = text.split(whereSeparator: \.isNewline).filter { !$0.hasPrefix("#") }.map(Line.init)
            var reader = Reader(forces: forces, places: places, book: book)
            for line in lines {
                switch line.what {
                case "person":
                    people += 1
                    numbers[line.whose] = people
                case "event": try reader.event(line)
                case "record": try reader.record(line, numbers[line["person"]] ?? 0)
                default: break
                }
            }
            for line in lines { try reader.detail(line) }
            bundles = reader.bundles.filter { !$0.reports.isEmpty }
        }

        /// One line of the file.
        struct Line {
            var what: String
            var whose: String
            private var values: [String: String] = [:]

            init(_ text: Substring) {
                let fields = text.split(separator: "\t")
                what = String(fields.first ?? "")
                whose = fields.count > 1 ? String(fields[1]) : ""
                for field in fields.dropFirst(2) {
                    if let equals = field.firstIndex(of: "=") {
                        values[String(field[..<equals])] = String(field[field.index(after: equals)...])
                    }
                }
            }

            subscript(_ name: String) -> String { values[name] ?? "" }

            func day(_ name: String) -> Int? { Date(iso: self[name])?.number }

            /// A moment such as `2026-11-19T23:08`, UTC.
            func moment(_ name: String) throws -> Int {
                let parts = self[name].split(separator: "T")
                let clock = parts.last?.split(separator: ":").compactMap { Int($0) } ?? []
                guard parts.count == 2, clock.count == 2, let date = Date(iso: parts[0]) else {
                    throw Fault(
                        .sandboxData,
                        "`\(self[name])` in `cast.tsv` is not a moment",
                        help: "such as `2026-11-19T23:08`"
                    )
                }
                return date.number * 1440 + clock[0] * 60 + clock[1]
            }
        }
    }
}

extension Sandbox.Cast {
    /// Gathers the lines into records and events.
    struct Reader {
        let forces: [Sandbox.Force]
        let places: Sandbox.Gazetteer
        let book: Sandbox.NumberBook
        var bundles: [Sandbox.Delivery]
        private var records: [String: (bundle: Int, report: Int)] = [:]
        private var events: [String: (bundle: Int, event: Int)] = [:]

        init(forces: [Sandbox.Force], places: Sandbox.Gazetteer, book: Sandbox.NumberBook) {
            self.forces = forces
            self.places = places
            self.book = book
            bundles = forces.indices.flatMap { force in
                [Sandbox.Delivery(force: force, inCalls: false), Sandbox.Delivery(force: force, inCalls: true)]
            }
        }

        private func bundle(_ line: Line) -> Int? {
            forces.firstIndex { $0.code.description == line["force"] }.map {
                $0 * 2 + (line["system"] == "calls" ? 1 : 0)
            }
        }

        /// Adds an event of a force that the nation has.
        mutating func event(_ line: Line) throws {
            guard let place = bundle(line) else { return }
            let start = try line.moment("at")
            let town = places.towns.firstIndex { $0.name == line["town"] } ?? 0
            events[line.whose] = (place, bundles[place].events.count)
            bundles[place].events.append(
                Sandbox.Happening(
                    key: line["key"],
                    eventClass: line["class"],
                    type: line["type"],
                    start: start,
                    end: start + 95,
                    address: Sandbox.Address(
                        force: place / 2,
                        town: town,
                        house: line["house"],
                        street: line["street"],
                        postcode: line["postcode"],
                        latitude: Self.degrees(line["lat"]),
                        longitude: Self.degrees(line["lon"])
                    ),
                    summary: line["summary"],
                    outcome: line["outcome"],
                    sensitive: line["sensitive"] == "yes",
                    number: book.parsed(line["number"]),
                    grade: Int(line["grade"]) ?? 3
                )
            )
        }

        private static func degrees(_ text: String) -> Int {
            let size = Int(text.filter(\.isNumber)) ?? 0
            return text.hasPrefix("-") ? -size : size
        }

        /// Adds a record of a force that the nation has.
        mutating func record(_ line: Line, _ person: Int) throws {
            guard person > 0 else {
                throw Fault(
                    .sandboxData,
                    "record `\(line.whose)` in `cast.tsv` has no person",
                    help: "name one with `person=`"
                )
            }
            guard let place = bundle(line) else { return }
            records[line.whose] = (place, bundles[place].reports.count)
            let created = try line.moment("created")
            var report = Sandbox.Report(
                key: line["key"],
                person: person,
                surname: line["surname"],
                first: line["first"],
                others: line["others"],
                born: Sandbox.Date(iso: line["born"]),
                sex: Int(line["sex"]) ?? 0,
                age: Int(line["age"]),
                ethnicity: line["ethnicity"],
                occupation: line["occupation"],
                created: created,
                updated: line["updated"].isEmpty ? created : try line.moment("updated"),
                review: line.day("review") ?? created / 1440 + 2200
            )
            report.sensitive = line["sensitive"] == "yes"
            if !line["pnc"].isEmpty { report.pncID = book.pncID(person, year: 2006 + person) }
            if !line["cro"].isEmpty { report.croNumber = book.croNumber(person, year: 2006 + person) }
            bundles[place].reports.append(report)
        }

        /// Adds a line about a record.
        mutating func detail(_ line: Line) throws {
            guard let (place, index) = records[line.whose] else { return }
            var report = bundles[place].reports[index]
            switch line.what {
            case "home":
                let kind: Sandbox.Report.Home.Kind =
                    line["kind"] == "home" ? .home : line["kind"] == "former" ? .former : .temporary
                report.homes.append(
                    .init(
                        kind: kind,
                        house: line["house"],
                        street: line["street"],
                        town: line["town"],
                        postcode: line["postcode"],
                        from: line.day("from"),
                        to: line.day("to")
                    )
                )
            case "phone":
                let kind = Sandbox.NumberBook.PhoneKind(rawValue: line["kind"]) ?? .mobile
                report.contacts.append(.init(kind: kind, text: line["text"], from: line.day("from")))
            case "email": report.contacts.append(.init(kind: .email, text: line["text"], from: nil))
            case "alias":
                let kind: Sandbox.Report.Alias.Kind =
                    line["kind"] == "former" ? .former : line["kind"] == "nickname" ? .nickname : .alias
                report.aliases.append(.init(kind: kind, surname: line["surname"], given: line["given"]))
            case "warning":
                guard let from = line.day("from") else { break }
                report.warnings.append(
                    Sandbox.Warning(
                        code: line["code"],
                        type: line["type"],
                        detail: line["detail"],
                        from: from,
                        review: line.day("review") ?? from + 365,
                        expires: line.day("expires"),
                        confirmed: line["status"] == "C"
                    )
                )
            case "intel":
                guard let grading = Grading(line["grade"]) else {
                    throw Fault(
                        .sandboxData,
                        "`\(line["grade"])` in `cast.tsv` is not a grading",
                        help: "such as `2CP`"
                    )
                }
                report.intelligence.append(.init(reported: try line.moment("at"), grading: grading, text: line["text"]))
            case "vehicle":
                report.vehicle = Sandbox.Vehicle(
                    mark: line["mark"],
                    make: line["make"],
                    model: line["model"],
                    colour: line["colour"],
                    from: line.day("from") ?? 18_000
                )
            case "role":
                guard let event = events[line["event"]], event.bundle == place, let role = Role(rawValue: line["role"])
                else { break }
                var involvement = Sandbox.Involvement(event: event.event, role: role)
                if line["asn"] == "yes" {
                    let year = Sandbox.Days.date(bundles[place].events[event.event].start / 1440).year
                    let force = forces[place / 2].code.description
                    involvement.summons = book.arrestSummons(report.person, year: year, force: force)
                }
                report.involvements.append(involvement)
            case "link":
                guard let other = records[line["to"]], other.bundle == place,
                    let relation = Sandbox.Report.Relation(rawValue: line["relation"])
                else { break }
                report.links.append(.init(other: other.report, relation: relation))
            default: break
            }
            bundles[place].reports[index] = report
        }
    }
}
