import CapabilityKit
import Synchronization

extension Governance {
    /// What one set of forces can do under one class.
    struct WhatIf: Sendable {
        var table: GovernanceClasses
        var rule: GovernanceRule
        var forces: [GovernanceMember]
        var chosen: Set<String>
        var coalition: GovernanceCoalition

        /// Tries a class on the forces whose codes are given.
        ///
        /// - Throws: ``Fault`` `governance.class_unknown`, `governance.force_unknown`.
        init(_ forces: [Force], rule code: String, chosen: Set<String>) throws {
            table = try GovernanceClasses.shipped()
            rule = try table.rule(code)
            self.forces = forces.map { GovernanceMember($0) }
            if let stranger = chosen.subtracting(self.forces.map(\.code)).min() {
                throw Fault(
                    .governanceForceUnknown,
                    "no force with a vote has the code `\(stranger)`",
                    help: "use the codes of the roster: 01, 13, 62"
                )
            }
            self.chosen = chosen
            coalition = GovernanceCoalition(
                self.forces,
                chosen: self.forces.map { chosen.contains($0.code) },
                rule: rule
            )
        }
    }

    /// The answer of `GET /api/v1/governance` and of `reeve governance what-if --json`.
    struct WhatIfReply: Encodable, Sendable {
        var entry: UInt64
        var rule: GovernanceRule
        var ruleSource: String
        var legalLimit: String
        var `for`: [String]
        var members: Int
        var population: UInt64
        var regions: Int
        var carries: Bool
        var blocks: Bool
        var membersShort: Int
        var populationShort: UInt64
        var regionsShort: Int
        var smallestMajority: [String]
        var smallestBlocking: [String]

        init(_ found: WhatIf, entry: UInt64) {
            self.entry = entry
            rule = found.rule
            ruleSource = found.table.source
            legalLimit = found.table.legalLimit
            `for` = found.chosen.sorted()
            members = found.coalition.members
            population = found.coalition.population
            regions = found.coalition.regions
            carries = found.coalition.carries
            blocks = found.coalition.blocks
            membersShort = found.coalition.membersShort
            populationShort = found.coalition.populationShort
            regionsShort = found.coalition.regionsShort
            let majority = GovernanceCoalition.smallestMajority(found.forces, rule: found.rule)
            smallestMajority = majority?.map(\.code) ?? []
            smallestBlocking = GovernanceCoalition.smallestBlocking(found.forces, rule: found.rule).map(\.code)
        }
    }

    /// The answer of `GET /api/v1/governance/power` and of `reeve governance power --json`.
    ///
    /// Counts are whole numbers of coalitions; the indices are their ratios.
    struct PowerReply: Encodable, Sendable {
        var entry: UInt64
        var rule: GovernanceRule
        var carrying: UInt64
        var members: [Line]

        struct Line: Encodable, Sendable {
            var force: String
            var name: String
            var population: UInt32
            var decisive: UInt64
            var decisiveBySize: [UInt64]
            var banzhaf: Double
            var penrose: Double
            var shapleyShubik: Double
        }

        init(_ power: GovernancePower, rule: GovernanceRule, entry: UInt64) {
            self.entry = entry
            self.rule = rule
            carrying = power.carrying
            members = power.members.map { member in
                Line(
                    force: member.force.code,
                    name: member.force.name,
                    population: member.force.population,
                    decisive: member.decisive,
                    decisiveBySize: member.decisiveBySize,
                    banzhaf: power.share(of: member),
                    penrose: member.absolute,
                    shapleyShubik: member.orders
                )
            }
        }
    }

    private struct PowerQuestion: Hashable {
        var forces: [GovernanceMember]
        var rule: GovernanceRule
    }

    /// Counts made before: the same forces under the same rule give the same counts.
    private static let powers: Mutex<[PowerQuestion: GovernancePower]> = Mutex([:])

    /// The power of every vote under a rule, counted once for each roster and rule.
    static func power(_ forces: [GovernanceMember], rule: GovernanceRule) throws -> GovernancePower {
        let question = PowerQuestion(forces: forces, rule: rule)
        if let known = powers.withLock({ $0[question] }) { return known }
        let power = try GovernancePower(forces, GovernanceThresholds(rule, for: forces))
        powers.withLock { $0[question] = power }
        return power
    }
}
