import Foundation
import Vocabulary

extension Sandbox {
    /// Writes shape `connect`: one XML file of nested persons, with events and vehicles before the people who share them.
    ///
    /// Dates are ISO, times carry the offset of the British clock, and what is empty is left out.
    final class ConnectExporter: Exporter {
        let shape = Shape.connect
        private let towns: [Town]
        private let file: ExportFile
        private var person = 100_000
        private var event = 10_000
        private var child = 0
        private var vehicle = 0

        /// Creates the file in a force's folder.
        init(_ folder: URL, towns: [Town], force: String, asOf: Int) throws {
            self.towns = towns
            file = try ExportFile(folder, "export.xml", entity: "export")
            file.text(
                "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<ConnectExport xmlns=\"urn:reeve:sandbox:connect:1\""
            )
            file.text(" force=\"\(force)\" system=\"connect\" extracted=\"\(Style.iso(day: asOf))\">\n")
        }

        func write(_ bundle: Delivery) throws -> [String] {
            let events = bundle.events.map { happening in
                event += 1
                let key = "E" + padded(event, 7)
                write(happening, key)
                return key
            }
            let keys = bundle.reports.map { report in
                if !report.key.isEmpty { return report.key }
                person += 1 + report.created % 4
                return "P" + padded(person, 7)
            }
            for (report, key) in zip(bundle.reports, keys) {
                try write(report, key, keys: keys, events: events)
            }
            return keys
        }

        private func write(_ event: Happening, _ key: String) {
            file.text(
                " <Event id=\"\(key)\" class=\"\(event.eventClass)\" marking=\"\(Self.marking(event.sensitive))\""
            )
            file.text(" created=\"\(Style.offset(event.start + 45))\">\n  ")
            element("Type", event.type)
            element("Start", Style.offset(event.start))
            element("End", Style.offset(event.end))
            file.text("\n  <Place lat=\"\(Style.degrees(event.address.latitude))\" lon=\"")
            file.text("\(Style.degrees(event.address.longitude))\">")
            element("Line", event.address.line)
            element("Town", towns[event.address.town].name)
            element("Postcode", event.address.postcode)
            file.text("</Place>\n  ")
            element("Summary", event.summary)
            element("Outcome", event.outcome)
            file.text("\n </Event>\n")
        }

        private func write(_ report: Report, _ key: String, keys: [String], events: [String]) throws {
            var held = ""
            if let owned = report.vehicle {
                vehicle += 1
                held = "V" + padded(vehicle, 7)
                file.text(" <Vehicle id=\"\(held)\">")
                element("Mark", owned.mark)
                element("Make", owned.make)
                element("Model", owned.model)
                element("Colour", owned.colour)
                file.text("</Vehicle>\n")
            }
            file.text(" <Person id=\"\(key)\" created=\"\(Style.offset(report.created))\"")
            file.text(" updated=\"\(Style.offset(report.updated))\" review=\"\(Style.iso(day: report.review))\"")
            file.text(" marking=\"\(Self.marking(report.sensitive))\">\n  ")
            name(
                "primary",
                report.surname,
                [report.first, report.others].filter { !$0.isEmpty }.joined(separator: " ")
            )
            for alias in report.aliases {
                let kind = alias.kind == .alias ? "alias" : alias.kind == .former ? "former" : "nickname"
                name(kind, alias.surname, alias.given)
            }
            file.text("\n  ")
            element("Birth", report.born.map(Style.iso) ?? "")
            element("Sex", report.sex == 1 ? "male" : report.sex == 2 ? "female" : report.sex == 9 ? "unknown" : "")
            element("Ethnicity", report.ethnicity)
            element("Occupation", report.occupation)
            element("Identifier", report.pncID, attributes: " type=\"pnc\"")
            element("Identifier", report.croNumber, attributes: " type=\"cro\"")
            file.text("\n")
            try list("Addresses", report.homes) { home in
                let kind = home.kind == .home ? "home" : home.kind == .former ? "former" : "temporary"
                open(
                    "Address",
                    "A",
                    " type=\"\(kind)\"" + Self.from(home.from) + Self.attribute("to", Style.iso(day: home.to))
                )
                element("Line", home.line)
                element("Town", home.town)
                element("Postcode", home.postcode)
                file.text("</Address>")
            }
            try list("Contacts", report.contacts) { contact in
                let email = contact.kind == .email
                open(
                    email ? "Email" : "Phone",
                    "C",
                    (email ? "" : " type=\"\(contact.kind.rawValue)\"") + Self.from(contact.from)
                )
                escaped(contact.text)
                file.text(email ? "</Email>" : "</Phone>")
            }
            try list("Involvements", report.involvements) { involvement in
                let role = " event=\"\(events[involvement.event])\" role=\"\(involvement.role.rawValue)\""
                empty("Involvement", "I", role + Self.attribute("asn", involvement.summons))
            }
            try list("Keeps", report.vehicle.map { [$0] } ?? []) { owned in
                let relation = " vehicle=\"\(held)\" relation=\"\(report.driver ? "driver" : "keeper")\""
                empty("Keeper", "K", relation + Self.from(owned.from))
            }
            try list("Warnings", report.warnings) { warning in
                let dates = Self.from(warning.from) + Self.attribute("review", Style.iso(day: warning.review))
                let until = Self.attribute("expires", Style.iso(day: warning.expires))
                let status = " status=\"\(warning.confirmed ? "confirmed" : "unconfirmed")\""
                open("Warning", "W", " type=\"\(warning.type)\"" + dates + until + status)
                escaped(warning.detail)
                file.text("</Warning>")
            }
            try list("Associations", report.links) { link in
                empty("Association", "R", " person=\"\(keys[link.other])\" relation=\"\(link.relation.rawValue)\"")
            }
            file.text(" </Person>\n")
            try file.countRow()
            for item in report.intelligence {
                child += 1
                file.text(
                    " <Intelligence id=\"N\(padded(child, 7))\" person=\"\(key)\" reported=\"\(Style.offset(item.reported))\""
                )
                file.text(
                    " source=\"\(item.grading.source.rawValue)\" assessment=\"\(item.grading.intelligence.rawValue)\""
                )
                file.text(" handling=\"\(item.grading.handling.rawValue)\"")
                file.text(
                    " review=\"\(Style.iso(day: item.reported / 1440 + 365 * 6))\" marking=\"OFFICIAL-SENSITIVE\">"
                )
                escaped(item.text)
                file.text("</Intelligence>\n")
            }
        }

        func finish() throws -> [ExportFile] {
            file.text("</ConnectExport>\n")
            try file.close()
            return [file]
        }

        // MARK: - XML

        private func list<Item>(_ name: String, _ items: [Item], _ body: (Item) throws -> Void) throws {
            guard !items.isEmpty else { return }
            file.text("  <\(name)>")
            for item in items { try body(item) }
            file.text("</\(name)>\n")
        }

        private func open(_ name: String, _ letter: String, _ attributes: String) {
            child += 1
            file.text("<\(name) id=\"\(letter)\(padded(child, 7))\"\(attributes)>")
        }

        private func empty(_ name: String, _ letter: String, _ attributes: String) {
            child += 1
            file.text("<\(name) id=\"\(letter)\(padded(child, 7))\"\(attributes)/>")
        }

        private func name(_ type: String, _ family: String, _ given: String) {
            file.text("<Name type=\"\(type)\">")
            element("Family", family)
            element("Given", given)
            file.text("</Name>")
        }

        private func element(_ name: String, _ value: String, attributes: String = "") {
            guard !value.isEmpty else { return }
            file.text("<\(name)\(attributes)>")
            escaped(value)
            file.text("</\(name)>")
        }

        private func escaped(_ value: String) {
            file.text(value) { byte in
                switch byte {
                case 0x26: "&amp;"
                case 0x3C: "&lt;"
                case 0x3E: "&gt;"
                default: nil
                }
            }
        }

        private static func from(_ day: Int?) -> String { attribute("from", Style.iso(day: day)) }

        private static func attribute(_ name: String, _ value: String) -> String {
            value.isEmpty ? "" : " \(name)=\"\(value)\""
        }

        private static func marking(_ sensitive: Bool) -> String { sensitive ? "OFFICIAL-SENSITIVE" : "OFFICIAL" }
    }
}
