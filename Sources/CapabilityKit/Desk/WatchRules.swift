import Vocabulary

/// What oversight compares lookups with: people of public interest, staff, and when much is unusual.
///
/// All of it is data that a force's professional standards department edits.
package struct WatchRules: Hashable, Sendable, Codable {
    /// People in the public eye whose records attract the curious.
    package var publicFigures: [Figure] = []
    /// People who may look, with the home and household they have declared.
    package var staff: [Member] = []
    /// Lookups of one officer in a day from which it is worth a question.
    package var dailyMax = 150
    /// How many times an officer's own usual day is unusual.
    package var timesUsual = 4.0
    /// The hours of the night, UTC, in which lookups are compared with the officer's habit.
    package var nightFrom = 0
    package var nightTo = 5
    /// The part of an officer's lookups below which an hour is not their habit.
    package var nightHabitMin = 0.05
    /// Where the numbers come from, and how sure they are.
    package var source = "local practice (EDITABLE); access-rules 3: practice, confidence medium to high"

    package init() {}

    /// Somebody in the public eye.
    package struct Figure: Hashable, Sendable, Codable {
        package var name: String
        package var why: String

        package init(name: String, why: String) {
            self.name = name
            self.why = why
        }
    }

    /// One member of staff.
    package struct Member: Hashable, Sendable, Codable {
        package var force: ForceCode
        package var number: String
        package var name: String
        /// Where they live; `nil` where they did not say.
        package var postcode: String?
        /// Names of the people they live with.
        package var household: [String]?

        package init(
            force: ForceCode,
            number: String,
            name: String,
            postcode: String? = nil,
            household: [String]? = nil
        ) {
            self.force = force
            self.number = number
            self.name = name
            self.postcode = postcode
            self.household = household
        }
    }

    /// The same with these officers among the staff, unless they are there already.
    package func adding(_ officers: [Officer]) -> WatchRules {
        var rules = self
        for officer in officers where !officer.roles.contains("system") {
            guard !staff.contains(where: { $0.force == officer.force && $0.number == officer.number }) else { continue }
            rules.staff.append(Member(force: officer.force, number: officer.number, name: officer.name))
        }
        return rules
    }
}
