import Foundation
import Vocabulary

extension Sandbox {
    /// Writes shape `cad`: JSON Lines, one call a line, each with the people named in it.
    ///
    /// Every key is always present, `null` when nothing is known; times are UTC. A person of a call has the key
    /// `LOG-n`: call systems have no people of their own.
    final class CallExporter: Exporter {
        let shape = Shape.cad
        private let towns: [Town]
        private let numbers: NumberBook
        private let file: ExportFile
        private var log = 2000

        /// Creates the file in a force's folder.
        init(_ folder: URL, towns: [Town], numbers: NumberBook) throws {
            self.towns = towns
            self.numbers = numbers
            file = try ExportFile(folder, "calls.jsonl", entity: "calls")
        }

        func write(_ bundle: Delivery) throws -> [String] {
            var keys = Array(repeating: "", count: bundle.reports.count)
            var people: [[Int]] = Array(repeating: [], count: bundle.events.count)
            for (index, report) in bundle.reports.enumerated() {
                if let first = report.involvements.first { people[first.event].append(index) }
            }
            for (place, event) in bundle.events.enumerated() {
                log += 1
                let day = Style.iso(day: event.start / 1440).filter { $0 != "-" }
                let key = event.key.isEmpty ? "\(day)-\(log)" : event.key
                write(event, key, caller: people[place].first.map { bundle.reports[$0] })
                for (order, index) in people[place].enumerated() {
                    keys[index] = "\(key)-\(order + 1)"
                    if order > 0 { file.text(",") }
                    write(bundle.reports[index], keys[index])
                }
                file.text("]}")
                try file.endRow()
            }
            return keys
        }

        private func write(_ event: Happening, _ key: String, caller: Report?) {
            file.text(
                "{\"log\":\"\(key)\",\"opened\":\"\(Style.utc(event.start))\",\"closed\":\"\(Style.utc(event.end))\""
            )
            file.text(",\"grade\":\(event.grade)")
            pair("category", event.type)
            file.text(event.grade < 3 ? ",\"line\":\"999\"" : ",\"line\":\"101\"")
            file.text(",\"place\":{\"line\":")
            string(event.address.line)
            pair("town", towns[event.address.town].name)
            pair("postcode", event.address.postcode)
            file.text(
                ",\"lat\":\(Style.degrees(event.address.latitude)),\"lon\":\(Style.degrees(event.address.longitude))}"
            )
            pair("number", event.number.map { numbers.written($0, style: 60) } ?? "")
            pair("text", event.summary)
            pair("result", event.outcome)
            file.text(",\"people\":[")
        }

        private func write(_ report: Report, _ key: String) {
            file.text("{\"ref\":\"\(key)\"")
            let role = report.involvements.first?.role ?? .other
            pair("role", role == .reporter ? "caller" : role == .vulnerable ? "subject" : role.rawValue)
            let given = [report.first, report.others].filter { !$0.isEmpty }.joined(separator: " ")
            let turned = report.created % 9 == 0 && !given.isEmpty
            pair(
                "name",
                turned ? "\(report.surname), \(given)" : given.isEmpty ? report.surname : "\(given) \(report.surname)"
            )
            pair("born", report.born.map(Style.iso) ?? "")
            file.text(",\"age\":" + (report.age.map(String.init) ?? "null"))
            pair("sex", report.sex == 1 ? "M" : report.sex == 2 ? "F" : "")
            pair("phone", report.contacts.first { $0.kind != .email }?.text ?? "")
            let home = report.homes.first
            let address =
                home.map { [$0.line, [$0.town, $0.postcode].filter { !$0.isEmpty }.joined(separator: " ")] } ?? []
            pair("address", address.filter { !$0.isEmpty }.joined(separator: ", "))
            file.text("}")
        }

        private func pair(_ key: String, _ value: String) {
            file.text(",\"\(key)\":")
            if value.isEmpty { file.text("null") } else { string(value) }
        }

        private func string(_ value: String) {
            file.byte(0x22)
            file.text(value) { byte in byte == 0x22 ? "\\\"" : byte == 0x5C ? "\\\\" : nil }
            file.byte(0x22)
        }

        func finish() throws -> [ExportFile] {
            try file.close()
            return [file]
        }
    }
}
