import Foundation
import Vocabulary

extension Sandbox {
    /// Writes shape `niche`: a relational set of CSV files, as a records-management system exports them.
    ///
    /// Codes and dates are those of such systems: sex 1, 2, 9; `dd/mm/yyyy`; times by the British clock. Child rows follow
    /// the order of their nominals. The columns are in ``columns``.
    final class NicheExporter: Exporter {
        /// Entity, file and columns, in the order in which to import them.
        static let columns: [(entity: String, columns: String)] = [
            (
                "nominals",
                "NOMINAL_ID,SURNAME,FORENAME_1,FORENAME_2,DOB,SEX,ETHNICITY_SDE,OCCUPATION,PNC_ID,CRO_NO,CREATED,UPDATED,"
                    + "REVIEW_DATE,MARKING"
            ),
            ("aliases", "ALIAS_ID,NOMINAL_ID,ALIAS_TYPE,SURNAME,FORENAMES,DOB"),
            ("addresses", "ADDRESS_ID,NOMINAL_ID,ADDRESS_TYPE,HOUSE,STREET,TOWN,POSTCODE,FROM_DATE,TO_DATE"),
            ("phones", "PHONE_ID,NOMINAL_ID,PHONE_TYPE,PHONE_NO,EMAIL,FROM_DATE"),
            ("warnings", "WARNING_ID,NOMINAL_ID,WARNING_CODE,DETAIL,SOURCE_DATE,REVIEW_DATE,EXPIRY_DATE,STATUS"),
            ("vehicles", "VEHICLE_ID,VRM,MAKE,MODEL,COLOUR"),
            ("keepers", "KEEPER_ID,VEHICLE_ID,NOMINAL_ID,RELATION,FROM_DATE,TO_DATE"),
            (
                "occurrences",
                "OCC_ID,OCC_CLASS,OCC_TYPE,START_DT,END_DT,LOCATION,TOWN,POSTCODE,LAT,LONG,SUMMARY,OUTCOME,CREATED,MARKING"
            ),
            ("roles", "ROLE_ID,OCC_ID,NOMINAL_ID,ROLE,ASN,CREATED"),
            ("associations", "ASSOC_ID,NOMINAL_ID,NOMINAL_ID_2,RELATION"),
            (
                "intelligence",
                "INTEL_ID,NOMINAL_ID,REPORTED,SOURCE_EVAL,INTEL_EVAL,HANDLING,TEXT,REVIEW_DATE,MARKING"
            ),
        ]

        let shape = Shape.niche
        private let towns: [Town]
        private let files: [ExportFile]
        private var nominal = 5_000_000
        private var occurrence = 1_000_000
        private var child = 0
        private var vehicle = 0

        /// Creates the files in a force's folder.
        init(_ folder: URL, towns: [Town]) throws {
            self.towns = towns
            files = try Self.columns.map {
                try ExportFile(folder, $0.entity + ".csv", entity: $0.entity, columns: $0.columns)
            }
        }

        func write(_ bundle: Delivery) throws -> [String] {
            let (events, roles) = (files[7], files[8])
            var eventKeys: [Int] = []
            for event in bundle.events {
                occurrence += 1 + event.start % 3
                eventKeys.append(occurrence)
                events.field(occurrence)
                events.fields(
                    event.eventClass.uppercased(),
                    event.type,
                    Style.local(event.start),
                    Style.local(event.end),
                    event.address.line,
                    towns[event.address.town].name,
                    event.address.postcode,
                    Style.degrees(event.address.latitude),
                    Style.degrees(event.address.longitude),
                    event.summary,
                    event.outcome,
                    Style.local(event.start + 45),
                    event.sensitive ? "OS" : "O"
                )
                try events.endRow()
            }
            let keys = bundle.reports.map { report in
                if !report.key.isEmpty { return report.key }
                nominal += 1 + report.created % 5
                return String(nominal)
            }
            for (report, key) in zip(bundle.reports, keys) {
                try writeNominal(report, key)
                try writeChildren(report, key)
                for involvement in report.involvements {
                    child += 1
                    roles.field(child)
                    roles.field(eventKeys[involvement.event])
                    roles.fields(key, Self.code(involvement.role), involvement.summons)
                    roles.field(Style.local(bundle.events[involvement.event].start + 60))
                    try roles.endRow()
                }
                for link in report.links {
                    child += 1
                    files[9].field(child)
                    files[9].fields(key, keys[link.other], link.relation.rawValue.uppercased())
                    try files[9].endRow()
                }
            }
            return keys
        }

        private func writeNominal(_ report: Report, _ key: String) throws {
            let file = files[0]
            file.fields(
                key,
                report.surname,
                report.first,
                report.others,
                report.born.map(Style.british) ?? "",
                report.sex == 0 ? "" : String(report.sex),
                report.ethnicity,
                report.occupation,
                report.pncID,
                report.croNumber,
                Style.local(report.created),
                Style.local(report.updated),
                Style.british(day: report.review),
                report.sensitive ? "OS" : "O"
            )
            try file.endRow()
        }

        private func writeChildren(_ report: Report, _ key: String) throws {
            for alias in report.aliases {
                let file = start(1, key)
                file.fields(
                    alias.kind == .alias ? "A" : alias.kind == .former ? "F" : "N",
                    alias.surname,
                    alias.given,
                    ""
                )
                try file.endRow()
            }
            for home in report.homes {
                let file = start(2, key)
                file.field(home.kind == .home ? "H" : home.kind == .former ? "F" : "T")
                file.fields(home.house, home.street, home.town, home.postcode)
                file.fields(Style.british(day: home.from), Style.british(day: home.to))
                try file.endRow()
            }
            for contact in report.contacts {
                let file = start(3, key)
                let email = contact.kind == .email
                file.field(email ? "E" : contact.kind == .mobile ? "M" : contact.kind == .home ? "H" : "W")
                file.fields(email ? "" : contact.text, email ? contact.text : "", Style.british(day: contact.from))
                try file.endRow()
            }
            for warning in report.warnings {
                let file = start(4, key)
                file.fields(warning.code, warning.detail, Style.british(day: warning.from))
                file.fields(Style.british(day: warning.review), Style.british(day: warning.expires))
                file.field(warning.confirmed ? "C" : "U")
                try file.endRow()
            }
            if let held = report.vehicle {
                vehicle += 1
                files[5].field(vehicle)
                files[5].fields(held.mark, held.make, held.model, held.colour)
                try files[5].endRow()
                child += 1
                files[6].field(child)
                files[6].field(vehicle)
                files[6].fields(key, report.driver ? "DRIVER" : "KEEPER", Style.british(day: held.from), "")
                try files[6].endRow()
            }
            for item in report.intelligence {
                let file = start(10, key)
                file.fields(Style.local(item.reported), "\(item.grading.source.rawValue)")
                file.fields(item.grading.intelligence.rawValue, item.grading.handling.rawValue, item.text)
                file.fields(Style.british(day: item.reported / 1440 + 365 * 6), "OS")
                try file.endRow()
            }
        }

        private func start(_ place: Int, _ key: String) -> ExportFile {
            child += 1
            files[place].field(child)
            files[place].field(key)
            return files[place]
        }

        func finish() throws -> [ExportFile] {
            for file in files { try file.close() }
            return files
        }

        /// The code of a role in this shape.
        static func code(_ role: Role) -> String {
            switch role {
            case .suspect: "SUSP"
            case .arrested: "ARR"
            case .charged: "CHG"
            case .cautioned: "CAUT"
            case .convicted: "CONV"
            case .victim: "VIC"
            case .witness: "WIT"
            case .reporter: "REP"
            case .missing: "MISS"
            case .subject: "SUBJ"
            case .vulnerable: "VULN"
            case .other: "OTH"
            }
        }
    }
}
