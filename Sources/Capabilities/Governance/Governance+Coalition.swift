import CapabilityKit

/// A force as it stands when votes are counted: one vote, the people who live there, and its region.
struct GovernanceMember: Hashable, Sendable {
    var code: String
    var name: String
    var region: String
    /// Resident people, from the roster in force on the day.
    var population: UInt32
}

/// When a proposal is carried: a row of the table of classes, which is data with a source.
struct GovernanceRule: Hashable, Sendable, Codable {
    /// `A`, `B`, `C`.
    var code: String
    var title: String
    /// The part of the members that must be for it, in hundredths, rounded up: 55 of 43 is 24.
    var membersPercent: Int
    /// The part of the people they must stand for, in hundredths.
    var populationPercent: Int
    /// Fewer members than this, against or silent, cannot stop what lacks only people (TEU Art 16(4) has four).
    var blockingMembersMin: Int
    /// The fewest regions with a force that is for it.
    var regionsMin: Int
    /// The fewest forces that must have voted at all.
    var quorum: Int
    /// What a vote of forces alone does not settle.
    var also: [String]
    /// Where the figures come from, and how sure they are.
    var source: String
    /// `majority` where more than half of the local policing bodies must be for it as well.
    var bodies: String?
    /// What must be published before the vote opens: `plan` (with its costs), `opinion` (of the ethics panel).
    var needs: [String]?

    /// Whether the local policing bodies vote too.
    var needsBodies: Bool { bodies == "majority" }
}

/// The rule for one membership, with every threshold as a whole number: nothing is compared as a fraction.
struct GovernanceThresholds: Hashable, Sendable {
    var members: Int
    /// The least number of people; compared in hundredths, so that nothing is rounded.
    var populationHundredths: UInt64
    var blockingMembersMin: Int
    var regionsMin: Int
    /// How many members there are in all.
    var count: Int

    init(members: Int, populationHundredths: UInt64, blockingMembersMin: Int, regionsMin: Int, count: Int) {
        self.members = members
        self.populationHundredths = populationHundredths
        self.blockingMembersMin = blockingMembersMin
        self.regionsMin = regionsMin
        self.count = count
    }

    /// The thresholds of a rule for the forces in being.
    init(_ rule: GovernanceRule, for forces: [GovernanceMember]) {
        count = forces.count
        members = (forces.count * rule.membersPercent + 99) / 100
        populationHundredths = forces.reduce(0) { $0 + UInt64($1.population) } * UInt64(rule.populationPercent)
        blockingMembersMin = rule.blockingMembersMin
        regionsMin = rule.regionsMin
    }

    /// The fewest people that are enough, rounded up to whole ones.
    var population: UInt64 { (populationHundredths + 99) / 100 }

    /// Whether so many members with so many people are enough, regions aside.
    func carries(members: Int, population: UInt64) -> Bool {
        guard members >= self.members else { return false }
        return population * 100 >= populationHundredths || count - members < blockingMembersMin
    }
}

/// What a set of forces can do together, and what it lacks.
struct GovernanceCoalition: Hashable, Sendable {
    var members: Int
    var population: UInt64
    var regions: Int
    /// How many more forces, people and regions it needs; all 0 when it carries.
    var membersShort: Int
    var populationShort: UInt64
    var regionsShort: Int
    /// Whether the rest could not carry anything against it.
    var blocks: Bool

    /// Whether a proposal that exactly these forces are for is carried.
    var carries: Bool { membersShort == 0 && populationShort == 0 && regionsShort == 0 }

    /// Counts a coalition: `chosen` says of each force whether it is for the proposal.
    init(_ forces: [GovernanceMember], chosen: [Bool], rule: GovernanceRule) {
        let thresholds = GovernanceThresholds(rule, for: forces)
        let inside = zip(forces, chosen).filter(\.1).map(\.0)
        let outside = zip(forces, chosen).filter { !$0.1 }.map(\.0)
        members = inside.count
        population = inside.reduce(0) { $0 + UInt64($1.population) }
        regions = Set(inside.map(\.region)).count
        membersShort = max(0, thresholds.members - members)
        let hasPeople = thresholds.carries(members: max(members, thresholds.members), population: population)
        populationShort = hasPeople ? 0 : thresholds.population - population
        regionsShort = max(0, thresholds.regionsMin - regions)
        blocks = !Self.carries(outside, thresholds)
    }

    private static func carries(_ forces: [GovernanceMember], _ thresholds: GovernanceThresholds) -> Bool {
        thresholds.carries(members: forces.count, population: forces.reduce(0) { $0 + UInt64($1.population) })
            && Set(forces.map(\.region)).count >= thresholds.regionsMin
    }

    /// The fewest forces that carry a proposal, the largest first, or `nil` where even all do not.
    ///
    /// Of each size those with the most people are taken; where they are of too few regions, the smallest that is not
    /// alone in its region gives way to the largest of a region not there yet, which costs the fewest people.
    static func smallestMajority(_ forces: [GovernanceMember], rule: GovernanceRule) -> [GovernanceMember]? {
        let thresholds = GovernanceThresholds(rule, for: forces)
        let bySize = largestFirst(forces)
        for size in stride(from: max(1, thresholds.members), through: forces.count, by: 1) {
            var chosen = Array(bySize.prefix(size))
            var rest = Array(bySize.dropFirst(size))
            while true {
                let regions = Dictionary(grouping: chosen, by: \.region)
                guard regions.count < thresholds.regionsMin,
                    let place = rest.firstIndex(where: { regions[$0.region] == nil }),
                    let giving = chosen.lastIndex(where: { (regions[$0.region]?.count ?? 0) > 1 })
                else { break }
                chosen[giving] = rest.remove(at: place)
            }
            if carries(chosen, thresholds) { return largestFirst(chosen) }
        }
        return nil
    }

    /// The fewest forces whose refusal stops a proposal, the largest first.
    ///
    /// By number or by people the largest do it soonest; by regions, every force of the smallest regions.
    static func smallestBlocking(_ forces: [GovernanceMember], rule: GovernanceRule) -> [GovernanceMember] {
        let thresholds = GovernanceThresholds(rule, for: forces)
        let bySize = largestFirst(forces)
        let byPeople = (0...forces.count).lazy.map { Array(bySize.prefix($0)) }
            .first { blocking in !carries(Array(bySize.dropFirst(blocking.count)), thresholds) }
        let regions = Dictionary(grouping: bySize, by: \.region).sorted {
            ($0.value.count, $0.key) < ($1.value.count, $1.key)
        }
        let byRegion = regions.prefix(max(0, regions.count - thresholds.regionsMin + 1)).flatMap(\.value)
        guard thresholds.regionsMin > 0, byRegion.count < (byPeople ?? bySize).count else { return byPeople ?? bySize }
        return largestFirst(byRegion)
    }

    private static func largestFirst(_ forces: [GovernanceMember]) -> [GovernanceMember] {
        forces.sorted { ($1.population, $0.code) < ($0.population, $1.code) }
    }
}
