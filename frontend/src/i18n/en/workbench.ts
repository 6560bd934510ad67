/** The workbench's own texts; words shared with other pages (statuses, verdicts, reasons) stand in work.ts. */
export const workbench = {} as const;
