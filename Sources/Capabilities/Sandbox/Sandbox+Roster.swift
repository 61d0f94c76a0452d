import Federation
import Vocabulary

extension Sandbox {
    /// How the building above lends the room its roster of forces; bound by the program for a command's run.
    @TaskLocal package static var roster: Lending?

    /// Reads the roster.
    ///
    /// A type of its own: a task-local value that is itself a function ends an optimised build of Swift 6.3 as it is bound.
    package struct Lending: Sendable {
        private let body: @Sendable () throws -> Roster

        package init(_ body: @escaping @Sendable () throws -> Roster) { self.body = body }

        func callAsFunction() throws -> Roster { try body() }
    }

    /// A force of the nation: one of the roster that has residents.
    package struct Force: Hashable, Sendable {
        /// The code in PNC and ASN: `13`.
        package var code: ForceCode
        /// `West Yorkshire`.
        package var name: String
        /// `WYP`.
        package var abbreviation: String
        /// Residents, by which people are shared out.
        package var population: Int

        /// Makes a force from its code, its names and its residents.
        package init(code: ForceCode, name: String, abbreviation: String, population: Int) {
            self.code = code
            self.name = name
            self.abbreviation = abbreviation
            self.population = population
        }

        /// The name of the force's folder: `13-west-yorkshire`.
        package var folder: String {
            let words = name.lowercased().split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }
            return ([code.description] + words.map(String.init)).joined(separator: "-")
        }

        /// The forces of a roster in being on a day that have residents.
        package static func list(_ roster: Roster, on day: CalendarDate) -> [Force] {
            roster.forces(on: day).compactMap { force in
                guard let population = force.population, population > 0 else { return nil }
                return Force(
                    code: force.code,
                    name: force.shortName,
                    abbreviation: force.abbreviation,
                    population: population
                )
            }
        }

        /// Chooses the forces of a nation: those named, or the largest `count`; always in the order of their codes.
        package static func choose(_ count: Int, codes: [ForceCode], from forces: [Force]) throws -> [Force] {
            guard codes.isEmpty else {
                return try Set(codes).sorted().map { code in
                    guard let force = forces.first(where: { $0.code == code }) else {
                        throw Fault(
                            .sandboxPlan,
                            "no force `\(code)` with residents is in the roster",
                            help: "codes are as in PNC, such as 13"
                        )
                    }
                    return force
                }
            }
            guard count >= 1, count <= forces.count else {
                throw Fault(
                    .sandboxPlan,
                    "`\(count)` forces cannot be made",
                    help: "the roster has \(forces.count) forces with residents"
                )
            }
            let largest = forces.sorted { ($0.population, $1.code) > ($1.population, $0.code) }
            return largest.prefix(count).sorted { $0.code < $1.code }
        }
    }
}
