"""What need not be asked again: pure choices between what is known and what a union covers."""

from collections.abc import Mapping

from niangjia.organizing.rules.join import Work


def work_again(known: Work, covered: Mapping[int, str]) -> Work | None:
    """Where somebody works who applies to a union anew; ``None``: it has to be asked.

    ``covered``: number and name of the employers the union covers. A union of certain employers takes those who work there: another employer known from before is
    no answer to its question. One employer alone is the answer itself.
    """
    if covered and known.employer_id not in covered:
        if len(covered) > 1:
            return None
        (number, name), *_ = covered.items()
        return Work(number, name, migrant=known.migrant)
    return None if known.problem() else known
