import Foundation
import Testing
import Vocabulary

@testable import Capabilities

@Suite("The records of a sandbox nation and its truth")
struct SandboxTruthTests {
    /// Every person key in the exports of every force, as record identifiers.
    private func records(_ trial: SandboxTrial) throws -> [String] {
        var keys: [String] = []
        for force in trial.forces {
            for export in try trial.manifest(force).exports {
                let prefix = "\(force.code)/\(export.system)/person/"
                switch export.shape {
                case "niche":
                    keys += try trial.table("\(force.folder)/nominals.csv").map { prefix + ($0["NOMINAL_ID"] ?? "") }
                case "rms":
                    keys += try trial.table("\(force.folder)/people.csv").map { prefix + ($0["person_ref"] ?? "") }
                case "connect":
                    let xml = try trial.text("\(force.folder)/export.xml")
                    keys += try SandboxTrial.matches("<Person id=\"([^\"]*)\"", in: xml).map { prefix + $0 }
                default:
                    for (of, call) in try trial.calls() where of == force {
                        for person in call["people"] as? [[String: Any]] ?? [] {
                            keys.append(prefix + (person["ref"] as? String ?? ""))
                        }
                    }
                }
            }
        }
        return keys
    }

    @Test("truth names each person record exactly once and no other", arguments: [1, 42] as [UInt64])
    func truthCoversAll(seed: UInt64) async throws {
        let trial = try await SandboxTrial(people: 1500, seed: seed)
        let truth = try trial.truth()
        let written = try records(trial)
        #expect(written.count > 1500)
        #expect(Set(written).count == written.count)
        #expect(truth.map(\.record).sorted() == written.sorted())
        #expect(truth.allSatisfy { RecordID($0.record) != nil && $0.person > 0 })
        let perPerson = Dictionary(grouping: truth, by: \.person).mapValues(\.count)
        #expect(perPerson.values.allSatisfy { (1...5).contains($0) })
        #expect(perPerson.count == 1507)
        #expect(trial.summary.records == truth.count)
        #expect(trial.summary.peopleWithSeveralRecords == perPerson.values.count { $0 > 1 })
    }

    @Test("every row of the relational shape refers to rows that are there, children in the order of their nominals")
    func nicheHoldsTogether() async throws {
        let trial = try await SandboxTrial(people: 2500, seed: 8)
        let folder = "13-west-yorkshire"
        let order = try trial.table("\(folder)/nominals.csv").compactMap { $0["NOMINAL_ID"] }
        let place = Dictionary(zip(order, order.indices), uniquingKeysWith: { first, _ in first })
        for file in ["aliases", "addresses", "phones", "warnings", "keepers", "roles", "associations", "intelligence"] {
            let rows = try trial.table("\(folder)/\(file).csv")
            let places = rows.map { place[$0["NOMINAL_ID"] ?? ""] }
            #expect(!rows.isEmpty, "\(file)")
            #expect(places.allSatisfy { $0 != nil }, "\(file)")
            #expect(places.compactMap(\.self) == places.compactMap(\.self).sorted(), "\(file)")
            let identifier = rows.first?.keys.filter {
                $0.hasSuffix("_ID") && !$0.hasPrefix("NOMINAL") && $0 != "OCC_ID" && $0 != "VEHICLE_ID"
            }
            for column in identifier ?? [] {
                #expect(Set(rows.map { $0[column] }).count == rows.count, "\(file) \(column)")
            }
        }
        let occurrences = Set(try trial.table("\(folder)/occurrences.csv").compactMap { $0["OCC_ID"] })
        let roles = try trial.table("\(folder)/roles.csv")
        #expect(Set(roles.compactMap { $0["OCC_ID"] }) == occurrences)
        #expect(Set(roles.compactMap { $0["NOMINAL_ID"] }) == Set(order))
        let vehicles = Set(try trial.table("\(folder)/vehicles.csv").compactMap { $0["VEHICLE_ID"] })
        #expect(Set(try trial.table("\(folder)/keepers.csv").compactMap { $0["VEHICLE_ID"] }) == vehicles)
        let others = try trial.table("\(folder)/associations.csv").compactMap { $0["NOMINAL_ID_2"] }
        #expect(others.allSatisfy { place[$0] != nil })
    }

    @Test("every reference in the XML shape is to an element that is there")
    func connectHoldsTogether() async throws {
        let trial = try await SandboxTrial(people: 1500, seed: 8)
        let xml = try trial.text("20-west-midlands/export.xml")
        let events = Set(try SandboxTrial.matches("<Event id=\"([^\"]*)\"", in: xml))
        #expect(Set(try SandboxTrial.matches(" event=\"([^\"]*)\"", in: xml)) == events)
        let people = Set(try SandboxTrial.matches("<Person id=\"([^\"]*)\"", in: xml))
        #expect(Set(try SandboxTrial.matches(" person=\"([^\"]*)\"", in: xml)).isSubset(of: people))
        let vehicles = Set(try SandboxTrial.matches("<Vehicle id=\"([^\"]*)\"", in: xml))
        #expect(Set(try SandboxTrial.matches(" vehicle=\"([^\"]*)\"", in: xml)) == vehicles)
        #expect(!vehicles.isEmpty)
    }

    @Test("the manifest counts the rows and bytes of the files")
    func manifest() async throws {
        let trial = try await SandboxTrial(people: 500, seed: 8)
        for force in trial.forces {
            for export in try trial.manifest(force).exports {
                for file in export.files {
                    let text = try trial.text("\(force.folder)/\(file.name)")
                    #expect(text.utf8.count == file.bytes, "\(file.name)")
                    switch export.shape {
                    case "connect": #expect(text.components(separatedBy: "<Person ").count - 1 == file.rows)
                    case "cad": #expect(text.split(separator: "\n").count == file.rows)
                    default: #expect(SandboxTrial.csv(text).count - 1 == file.rows, "\(file.name)")
                    }
                }
            }
        }
    }

    @Test("people and mistakes are as frequent as meant", arguments: [3, 1003] as [UInt64])
    func frequencies(seed: UInt64) async throws {
        let trial = try await SandboxTrial(people: 6000, seed: seed)
        let made = trial.summary
        let records = Double(made.records)
        func share(_ slip: Sandbox.Slip) -> Double { Double(made.slips["\(slip)"] ?? 0) / records }
        #expect((1.5...2.3).contains(records / Double(made.people)))
        #expect((0.38...0.62).contains(Double(made.peopleWithSeveralRecords) / Double(made.people)))
        #expect((0.06...0.25).contains(Double(made.peopleInSeveralForces) / Double(made.people)))
        let bounds: [(Sandbox.Slip, ClosedRange<Double>)] = [
            (.nickname, 0.02...0.12), (.transliteration, 0.02...0.12), (.givenMisspelt, 0.01...0.05),
            (.surnameMisspelt, 0.02...0.06), (.swappedNames, 0.004...0.03), (.halfSurname, 0.0005...0.02),
            (.oldSurname, 0.005...0.05), (.upperCase, 0.12...0.26), (.dateMissing, 0.08...0.30),
            (.dateSwapped, 0.001...0.02), (.dateTypo, 0.01...0.04), (.dateDefault, 0.002...0.02),
            (.sexMissing, 0.01...0.09), (.sexWrong, 0.0005...0.01), (.oldAddress, 0.01...0.12),
            (.addressMissing, 0.04...0.15), (.phoneMissing, 0.05...0.25), (.initialOnly, 0.005...0.04),
        ]
        for (slip, bound) in bounds { #expect(bound.contains(share(slip)), "\(slip): \(share(slip))") }
    }

    @Test("warnings are in date and overdue, intelligence is graded, sexes are even")
    func variety() async throws {
        let trial = try await SandboxTrial(people: 9000, seed: 12)
        let warnings = try trial.table("13-west-yorkshire/warnings.csv").compactMap { $0["REVIEW_DATE"] }
        let overdue = warnings.count { text in
            let parts = text.split(separator: "/").compactMap { Int($0) }
            return parts.count == 3 && (parts[2], parts[1], parts[0]) < (2026, 11, 21)
        }
        let share = Double(overdue) / Double(max(1, warnings.count))
        #expect(warnings.count > 30)
        #expect((0.05...0.5).contains(share), "\(share) overdue")
        let reports = try trial.table("13-west-yorkshire/intelligence.csv")
        let gradings = reports.map { "\($0["SOURCE_EVAL"] ?? "")\($0["INTEL_EVAL"] ?? "")\($0["HANDLING"] ?? "")" }
        #expect(gradings.allSatisfy { Grading($0) != nil })
        #expect(Set(gradings).count > 5)
        let sexes = try trial.table("13-west-yorkshire/nominals.csv").compactMap { $0["SEX"] }
        let men = Double(sexes.count { $0 == "1" }) / Double(sexes.count)
        #expect((0.42...0.60).contains(men), "\(men) men")
        let classes = Set(try trial.table("13-west-yorkshire/occurrences.csv").compactMap { $0["OCC_CLASS"] })
        #expect(classes == ["CRIME", "INCIDENT", "STOP", "MISSING", "CUSTODY"])
    }
}
