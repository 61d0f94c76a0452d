import CapabilityKit

extension Contact {
    /// Plays calls that another control room published through the rules of this one: every act must be legal or is
    /// reported, and the grades that our rules ask for stand beside theirs.
    package struct Replay: Sendable {
        /// Which control room's columns they are.
        package enum Shape: String, Sendable, CaseIterable {
            case sanDiego = "san-diego"
            case sanFrancisco = "san-francisco"
        }

        package private(set) var report = Report()
        private let shape: Shape
        private let types: [String: String]
        private let book: Rulebook
        private let scheme: GradeScheme
        private var columns: [String: Int] = [:]
        private var seen: Set<String> = []

        /// - `types`: what their codes mean, in words.
        package init(_ shape: Shape, types: [String: String] = [:], force: ForceCode) throws {
            self.shape = shape
            self.types = types
            book = try .shipped()
            scheme = book.grades.scheme(of: force)
        }

        /// What came of it.
        package struct Report: Encodable, Sendable {
            package var rows = 0
            package var calls = 0
            package var acts = 0
            /// Calls whose acts all were legal.
            package var whole = 0
            /// Why others were not, with how many.
            package var reported: [String: Int] = [:]
            /// Their grades lowered without anybody's reason being on record.
            package var lowered = 0
            /// Emergencies played up to their closing, of which the data do not say whether anybody came.
            package var leftOpen = 0
            package var types: [String: TypeLine] = [:]
        }

        /// One type of call: their grades beside the one our rules ask for.
        package struct TypeLine: Encodable, Sendable {
            package var words: String
            package var calls = 0
            /// How often each of their grades was given, in the national layer.
            package var theirs: [String: Int] = [:]
            package var ours: [String: Int] = [:]
            /// The rule that explains ours; `nil` where none speaks.
            package var rule: String?

            /// The share of calls that have another grade than most of their type: 0 is the same grade every time.
            static func dispersion(_ grades: [String: Int]) -> Double {
                let all = grades.values.reduce(0, +)
                return all == 0 ? 0 : 1 - Double(grades.values.max() ?? 0) / Double(all)
            }
        }

        /// Takes one line of the file; the first names the columns.
        package mutating func take(_ line: String) {
            let fields = Self.fields(of: line)
            if columns.isEmpty {
                let names = fields.map { String($0.filter { $0 != "\u{FEFF}" }) }
                columns = Dictionary(names.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
                return
            }
            report.rows += 1
            switch shape {
            case .sanDiego: sanDiego(fields)
            case .sanFrancisco: sanFrancisco(fields)
            }
        }

        // MARK: - Their columns

        private func value(_ name: String, _ fields: [String]) -> String {
            columns[name].flatMap { $0 < fields.count ? fields[$0] : nil } ?? ""
        }

        private mutating func sanDiego(_ fields: [String]) {
            report.calls += 1
            let code = value("call_type", fields)
            let grades: [String: NationalGrade] = [
                "0": .emergency, "1": .emergency, "2": .priority, "3": .scheduled, "4": .resolution,
            ]
            guard let at = Self.moment(value("date_time", fields)) else { return note("its time cannot be read") }
            play(
                value("incident_num", fields),
                type: code,
                theirs: grades[value("priority", fields)],
                times: [at, at, at, at, at],
                wasThere: nil,
                result: value("disposition", fields)
            )
        }

        private mutating func sanFrancisco(_ fields: [String]) {
            let number = value("Call Number", fields)
            // A row is a unit; the call is the first of its rows.
            guard seen.insert(number).inserted else { return }
            report.calls += 1
            let grades: [String: NationalGrade] = [
                "E": .emergency, "3": .emergency, "C": .priority, "2": .priority, "B": .scheduled, "A": .scheduled,
                "1": .resolution, "I": .resolution,
            ]
            let first = grades[value("Original Priority", fields)], last = grades[value("Final Priority", fields)]
            if let first, let last, last > first { report.lowered += 1 }
            let names = ["Received DtTm", "Entry DtTm", "Dispatch DtTm", "On Scene DtTm", "Available DtTm"]
            let times = names.map { Self.moment(value($0, fields)) }
            guard let received = times[0] else { return note("its time cannot be read") }
            var told: [Timestamp] = []
            for time in times { told.append(time ?? told.last ?? received) }
            play(
                number,
                type: value("Call Type", fields),
                theirs: first,
                times: told,
                wasThere: times[3] != nil,
                result: value("Call Final Disposition", fields)
            )
        }

        // MARK: - Playing

        private mutating func play(
            _ number: String,
            type: String,
            theirs: NationalGrade?,
            times: [Timestamp],
            wasThere: Bool?,
            result: String
        ) {
            let words = types[type] ?? type
            let actor = Actor.officer(number: "replayed", force: scheme.force)
            var steps: [(Step, Actor, Timestamp)] = [
                (.arrived(Call(line: "999")), .software, times[0]), (.answered, actor, times[1]),
                (.wrote(text: words.isEmpty ? "no type given" : words, stage: .information), actor, times[1]),
            ]
            let code = theirs.flatMap { scheme.grade(for: $0)?.code }
            if let code { steps.append((.graded(code: code, reason: "", suggested: nil, rule: nil), actor, times[1])) }
            if code != nil { steps.append((.sent, actor, times[2])) }
            if wasThere == true, code != nil { steps.append((.attended(unit: "first"), actor, times[3])) }
            // Where their data do not say whether anybody came, it is not known whether one person might close it.
            let isUnsure = wasThere == nil && theirs == .emergency
            if !isUnsure { steps.append((.closed(result: result.isEmpty ? "none given" : result), actor, times[4])) }
            var incident = Incident(number: number, scheme: scheme)
            var ours: Suggestion?
            do {
                var last = times[0].milliseconds
                for (place, step) in steps.enumerated() {
                    guard step.2.milliseconds >= last else {
                        return note("\(step.0.word) stands before what comes before it")
                    }
                    last = step.2.milliseconds
                    try incident.take(Entry(place: place + 1, at: step.2, by: step.1, key: "\(place)", act: step.0))
                    if place == 2 {
                        ours = Contact.suggestion(for: incident, by: book.suggestions, scripts: book.scripts)
                    }
                    report.acts += 1
                }
            } catch {
                return note((error as? Fault)?.message ?? "cannot be played")
            }
            if code == nil { return note("their priority is none that is mapped") }
            report.whole += 1
            if isUnsure { report.leftOpen += 1 }
            count(type, words, theirs, ours)
        }

        private mutating func count(_ type: String, _ words: String, _ theirs: NationalGrade?, _ ours: Suggestion?) {
            var line = report.types[type] ?? TypeLine(words: words)
            line.calls += 1
            if let theirs { line.theirs["\(theirs)", default: 0] += 1 }
            line.ours[ours.map { "\($0.grade.national)" } ?? "none", default: 0] += 1
            line.rule = ours?.rule
            report.types[type] = line
        }

        private mutating func note(_ words: String) { report.reported[words, default: 0] += 1 }

        // MARK: - Reading

        /// The fields of a line of CSV, with what is quoted as one.
        static func fields(of line: String) -> [String] {
            var fields: [String] = [], field = "", isQuoted = false
            for letter in line {
                if letter == "\"" {
                    isQuoted.toggle()
                } else if letter == ",", !isQuoted {
                    fields.append(field)
                    field = ""
                } else if !letter.isNewline {
                    field.append(letter)
                }
            }
            return fields + [field]
        }

        /// `2023-01-01 00:00:05` or `10/18/2019 12:03:52 AM`, read as UTC: only the distance between times counts.
        static func moment(_ text: String) -> Timestamp? {
            let parts = text.split(separator: " ")
            guard parts.count >= 2 else { return nil }
            let day = parts[0].split { $0 == "-" || $0 == "/" }.compactMap { Int($0) }
            let clock = parts[1].split(separator: ":").compactMap { Int($0) }
            guard day.count == 3, clock.count == 3 else { return nil }
            let iso = day[0] > 31 ? day : [day[2], day[0], day[1]]
            guard let day = CalendarDate(year: iso[0], month: iso[1], day: iso[2])?.dayNumber else { return nil }
            var hour = clock[0]
            if parts.count == 3 { hour = hour % 12 + (parts[2] == "PM" ? 12 : 0) }
            let seconds = Int64(day) * 86_400 + Int64(hour * 3_600 + clock[1] * 60 + clock[2])
            return Timestamp(milliseconds: seconds * 1_000)
        }
    }
}
