//! Tables as Excel files (Office Open XML), with typed cells.

use beistand_app::command::{Cell, Day, Sheet};
use beistand_app::{Failure, FailureCode};
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook, Worksheet, XlsxError};

/// The bytes of an Excel file with these sheets.
pub fn excel(sheets: &[Sheet]) -> Result<Vec<u8>, Failure> {
    let mut book = Workbook::new();
    for sheet in sheets {
        fill(book.add_worksheet(), sheet).map_err(|_| FailureCode::Malformed)?;
    }
    book.save_to_buffer().map_err(|error| {
        tracing::warn!(%error, "a table could not be written");
        FailureCode::NoStorage.into()
    })
}

fn fill(page: &mut Worksheet, sheet: &Sheet) -> Result<(), XlsxError> {
    let (bold, day) = (Format::new().set_bold(), Format::new().set_num_format("yyyy-mm-dd"));
    page.set_name(&sheet.name)?;
    page.set_freeze_panes(1, 0)?;
    for (column, name) in (0..).zip(&sheet.columns) {
        page.write_string_with_format(0, column, name, &bold)?;
    }
    for (row, cells) in (1..).zip(&sheet.rows) {
        for (column, cell) in (0..).zip(cells) {
            match cell {
                Cell::Text { text } => page.write_string(row, column, text)?,
                // A double holds every count there will be.
                #[allow(clippy::cast_precision_loss, reason = "counts stay far below 2^52")]
                Cell::Number { number } => page.write_number(row, column, *number as f64)?,
                Cell::Day { day: text } => page.write_datetime_with_format(row, column, date(text)?, &day)?,
            };
        }
    }
    page.autofit();
    Ok(())
}

fn date(text: &str) -> Result<ExcelDateTime, XlsxError> {
    let parsed = text.parse::<Day>().map_err(|_| XlsxError::ParameterError(String::new()))?;
    ExcelDateTime::parse_from_str(&parsed.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> Cell {
        Cell::Text { text: text.into() }
    }

    fn counts() -> Sheet {
        let row = |day: &str, what: &str, number| {
            vec![Cell::Day { day: day.into() }, text(what), Cell::Number { number }]
        };
        Sheet {
            name: "Tage".into(),
            columns: vec!["Tag".into(), "Was".into(), "Anzahl".into()],
            rows: vec![row("2026-11-30", "Anfragen", 12), row("2026-12-01", "=1+1", 3)],
        }
    }

    #[test]
    fn what_is_no_table_is_refused() {
        let sheet = Sheet { rows: vec![vec![Cell::Day { day: "gestern".into() }]], ..counts() };
        assert_eq!(excel(&[sheet]).unwrap_err().code, FailureCode::Malformed);
        let sheet = Sheet { name: "a/b".into(), ..counts() };
        assert_eq!(excel(&[sheet]).unwrap_err().code, FailureCode::Malformed);
    }

    /// Read by another program than the one that wrote it.
    #[cfg(target_os = "linux")]
    #[test]
    fn another_reader_finds_days_texts_and_numbers() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("counts.xlsx");
        std::fs::write(&file, excel(&[counts()]).unwrap()).unwrap();
        let read = "import sys, openpyxl\n\
            page = openpyxl.load_workbook(sys.argv[1])['Tage']\n\
            for row in page.iter_rows(values_only=True): print(*[repr(cell) for cell in row], sep=' | ')";
        let read =
            std::process::Command::new("/usr/bin/python3").args(["-c", read]).arg(&file).output().unwrap();
        assert_eq!(
            String::from_utf8(read.stdout).unwrap(),
            "'Tag' | 'Was' | 'Anzahl'\n\
             datetime.datetime(2026, 11, 30, 0, 0) | 'Anfragen' | 12\n\
             datetime.datetime(2026, 12, 1, 0, 0) | '=1+1' | 3\n"
        );
    }
}
